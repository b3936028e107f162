/** Names of renderers that draw on the CPU: there xterm's DOM renderer is several times faster than its WebGL one. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|paravirtual/i;

let cached: boolean | undefined;

/** Whether WebGL runs on a real GPU. The result is cached, because contexts are costly and limited in number. */
export function hasGpu(): boolean {
  cached ??= probe();
  return cached;
}

function probe(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' && !SOFTWARE.test(name);
}
