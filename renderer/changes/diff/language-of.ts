/** Names of highlight.js grammars by file extension. Other files are shown without colours. */
const byExtension: Readonly<Record<string, string>> = {
  bash: 'bash',
  c: 'c',
  cc: 'cpp',
  cjs: 'javascript',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  cts: 'typescript',
  cxx: 'cpp',
  go: 'go',
  gql: 'graphql',
  graphql: 'graphql',
  h: 'cpp',
  hpp: 'cpp',
  html: 'xml',
  ini: 'ini',
  java: 'java',
  js: 'javascript',
  json: 'json',
  json5: 'json',
  jsonc: 'json',
  jsx: 'javascript',
  kt: 'kotlin',
  kts: 'kotlin',
  less: 'less',
  lua: 'lua',
  m: 'objectivec',
  markdown: 'markdown',
  md: 'markdown',
  mdx: 'markdown',
  mjs: 'javascript',
  mk: 'makefile',
  mts: 'typescript',
  php: 'php',
  pl: 'perl',
  pm: 'perl',
  py: 'python',
  pyi: 'python',
  r: 'r',
  rb: 'ruby',
  rs: 'rust',
  scss: 'scss',
  sh: 'bash',
  sql: 'sql',
  svelte: 'xml',
  svg: 'xml',
  swift: 'swift',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  vue: 'xml',
  wat: 'wasm',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
  zsh: 'bash',
};

const byName: Readonly<Record<string, string>> = {
  '.bashrc': 'bash',
  '.profile': 'bash',
  '.zshrc': 'bash',
  '.editorconfig': 'ini',
  '.gitconfig': 'ini',
  '.npmrc': 'ini',
  dockerfile: 'bash',
  gemfile: 'ruby',
  gnumakefile: 'makefile',
  makefile: 'makefile',
  rakefile: 'ruby',
};

/** The grammar for a file, by its name alone; undefined when there is none. */
export function languageOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const dot = name.lastIndexOf('.');
  return Object.hasOwn(byName, name) ? byName[name] : dot < 0 ? undefined : lookUp(name.slice(dot + 1));
}

function lookUp(extension: string): string | undefined {
  return Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
}
