/**
 * Keeps the code and the styles of `page` from holding up its first frame: until then they are only fetched, and the
 * page's inline script starts them.
 * @param {{ page: string }} options
 */
export function paintFirst({ page }) {
  return {
    name: 'paint-first',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { filename }) => (filename.endsWith(`/${page}`) ? postpone(html) : html),
    },
  };
}

/** @param {string} html as Vite writes it, with one script and one stylesheet */
export function postpone(html) {
  const written = html
    .replace(
      /<script type="module" crossorigin src="(.*?)"><\/script>/g,
      '<link rel="modulepreload" crossorigin href="$1" data-start>',
    )
    .replace(
      /<link rel="stylesheet" crossorigin href="(.*?)">/g,
      '<link rel="preload" as="style" crossorigin href="$1" data-start>',
    );
  const count = written.match(/ data-start>/g)?.length ?? 0;
  if (count !== 2) throw new Error(`found ${count} of the page’s script and stylesheet`);
  return written;
}
