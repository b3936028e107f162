/**
 * The files and the titles of listed tests, for a project of Playwright: `grep` compares the project, the file and the
 * titles. A title stands for all that begin with it.
 */
export function listedTests(titlesByFile: Readonly<Record<string, readonly string[]>>) {
  const listed = Object.entries(titlesByFile);
  return {
    testMatch: listed.map(([file]) => `**/e2e/${file}`),
    grep: new RegExp(
      listed
        .map(([file, titles]) => `\\b${escapePattern(file)} (${titles.map(escapePattern).join('|')})`)
        .join('|'),
    ),
  };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
