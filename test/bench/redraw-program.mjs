/**
 * Draws as the terminal interface of a coding agent does: the whole screen again and again, each time between the marks
 * of synchronized output (DEC mode 2026), in true colour. Each line begins with the number of its frame.
 *
 *   node redraw-program.mjs COLUMNS ROWS FRAMES_A_SECOND
 */
const [columns, rows, rate] = process.argv.slice(2).map(Number);
const SPANS = 6;

/** The lines without their numbers: they stay the same, as those of a conversation do while its last line changes. */
const texts = Array.from({ length: rows }, (_, row) => {
  const length = Math.floor((columns - 8) / SPANS);
  const spans = Array.from({ length: SPANS }, (_, span) => {
    const colour = [90 + span * 25, 80 + row * 4, 250 - span * 20].join(';');
    return `\x1b[38;2;${colour}m${String.fromCharCode(97 + ((row + span) % 26)).repeat(length)}`;
  });
  return spans.join('');
});

const line = (frame, row) => `\x1b[${row + 1};1H\x1b[0m${String(frame).padStart(7, '0')} ${texts[row]}`;

let frame = 0;
let dueAt = performance.now();
process.stdout.write('\x1b[?1049h\x1b[?25l');
function draw() {
  // A program that is held back leaves frames out, as those of people do.
  if (process.stdout.writableLength === 0) {
    frame += 1;
    const text = texts.map((_, row) => line(frame, row)).join('');
    process.stdout.write(`\x1b[?2026h${text}\x1b[0m\x1b[?2026l`);
  }
  dueAt = Math.max(dueAt + 1_000 / rate, performance.now());
  setTimeout(draw, dueAt - performance.now());
}
draw();
