/** Ordinary text would match shorter values by chance; real keys are longer. */
export const SHORTEST_VALUE = 8;

const HTML_NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const HTML_NUMBERS: Readonly<Record<string, string>> = { ...HTML_NAMES, '"': '&#34;', "'": '&#x27;' };
/** Template engines escape further characters: Go `+`, Mustache and Handlebars `/`, `=` and the backtick. */
const HTML_TEMPLATES: readonly Readonly<Record<string, string>>[] = [
  { ...HTML_NAMES, '"': '&#34;', '+': '&#43;' },
  { ...HTML_NAMES, '/': '&#x2F;', '=': '&#x3D;', '`': '&#x60;' },
  { ...HTML_NAMES, "'": '&#x27;', '=': '&#x3D;', '`': '&#x60;' },
];

const escapeWith = (value: string, names: Readonly<Record<string, string>>): string =>
  value.replace(/[&<>"'+/=`]/g, (character) => names[character] ?? character);

const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const percent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const lowerPercent = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

/** The JSON forms of different writers: plain, with `\/`, with HTML's special characters escaped, and escaped twice. */
function jsonForms(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1);
  const html = plain.replace(/[<>&'+=]/g, unicode);
  const singly = [plain, plain.replaceAll('/', '\\/'), html, plain.replace(/[<>&]/g, unicode)];
  return [...singly, ...singly.map((form) => JSON.stringify(form).slice(1, -1))];
}

/**
 * The URL forms of different writers: they differ in the unescaped characters, in the digits' case, and in `+` for
 * blanks.
 */
function urlForms(value: string): string[] {
  const component = encodeURIComponent(value);
  const strict = component.replace(/[!'()*]/g, percent);
  const encoded = value.replace(/[^A-Za-z0-9]/g, percent);
  const forms = [component, strict, encodeURI(value), encoded, strict.replaceAll('%20', '+')];
  return [...forms, ...forms.map(lowerPercent), ...forms.map((form) => form.replaceAll('%', '%25'))];
}

/** The part of a base64 text that a value determines, at each of the three offsets in a group of bytes. */
function base64Forms(value: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value, 'latin1')]);
    const encoded = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
    const standard = encoded.slice(before === 0 ? 0 : before + 1);
    const inUrl = standard.replaceAll('+', '%2B').replaceAll('/', '%2F');
    return [
      standard,
      standard.replaceAll('+', '-').replaceAll('/', '_'),
      standard.replaceAll('/', '\\/'),
      inUrl,
      lowerPercent(inUrl),
    ];
  });
}

/** The base64 of a value alone in lines, as mail (76 characters) and PEM (64) have it. */
function wrappedBase64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'latin1');
  const encoded = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  return [64, 76].flatMap((columns) => {
    if (encoded.length <= columns) return [];
    const lines = encoded.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
    return ['\n', '\r\n', '\\n'].map((end) => lines.join(end));
  });
}

/** The characters of a text in UTF-16, whose order of bytes only decides what is around them. */
const utf16Form = (value: string): string => value.split('').join('\0');

/** Every form in which a server may return a value; none for a value that is too short to search for. */
export function writtenForms(value: string): string[] {
  if (value.length < SHORTEST_VALUE) return [];
  const hex = Buffer.from(value, 'latin1').toString('hex');
  const forms = [
    value,
    ...urlForms(value),
    ...jsonForms(value),
    escapeWith(value, HTML_NAMES),
    escapeWith(value, HTML_NUMBERS),
    ...HTML_TEMPLATES.map((names) => escapeWith(value, names)),
    ...base64Forms(value),
    ...wrappedBase64Forms(value),
    utf16Form(value),
    hex,
    hex.toUpperCase(),
  ];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_VALUE);
}

/** Every form in which an agent's program may write a placeholder, which has no character that anything escapes. */
export function placeholderForms(placeholder: string): string[] {
  const forms = [placeholder, ...base64Forms(placeholder)];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_VALUE);
}
