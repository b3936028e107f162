import type { ProbeResult, VerificationReport } from '../../contract/isolation.ts';

const WORDS = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' } as const;
const TRIGGERS = { person: 'On demand', creation: 'After creation', schedule: 'On schedule' } as const;
const ORDER: readonly ProbeResult['verdict'][] = ['fail', 'inconclusive', 'pass'];

/** Escapes text, because everything in a report may come from a container. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const moment = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Renders a report as one file to read or print: no scripts, no external resources, all text escaped. Pure. */
export function verificationPage(
  report: VerificationReport,
  about: { agentName: string; appVersion: string },
): string {
  const { startedAt, finishedAt, probes } = report;
  const of = (verdict: ProbeResult['verdict']) => probes.filter((probe) => probe.verdict === verdict);
  const failed = of('fail').length;
  const title = `Isolation of ${escaped(about.agentName)}`;
  const seconds = finishedAt === undefined ? '' : ` · took ${((finishedAt - startedAt) / 1000).toFixed(1)} s`;
  const rows = ORDER.flatMap(of).map(
    ({ name, expected, observed, verdict }) =>
      `<tr class="${verdict}"><td>${WORDS[verdict]}</td><td>${escaped(name)}</td><td>${escaped(expected)}</td><td>${escaped(observed)}</td></tr>`,
  );
  const earlier = report.open.filter(({ id }) => !of('fail').some((probe) => probe.id === id));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 32px auto; padding: 0 24px; }
h1 { font-size: 20px; margin: 0; }
table { border-collapse: collapse; width: 100%; margin-top: 16px; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
td:first-child { font-weight: 600; white-space: nowrap; }
.fail td:first-child { color: light-dark(#b3261e, #ff8a80); }
.pass td:first-child { color: light-dark(#1b6e3c, #7bd59b); }
</style>
</head>
<body>
<h1>${title}</h1>
<p>${moment(startedAt)}${seconds} · ${TRIGGERS[report.trigger]} · agent ${escaped(report.agentId)} · Bulkhead ${escaped(about.appVersion)}</p>
<p><strong>${failed === 0 ? 'None failed' : `${failed} failed`}</strong>, ${of('pass').length} passed, ${of('inconclusive').length} inconclusive. What is inconclusive could not be tried, and is not proved.</p>
${earlier.length === 0 ? '' : `<p>Failed earlier and not passed since: ${earlier.map(({ name }) => escaped(name)).join(', ')}.</p>\n`}<table>
<thead><tr><th>Verdict</th><th>Probe</th><th>Expected</th><th>Observed</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}
