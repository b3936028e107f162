/** One format for each locale and number of decimals, because a tick writes hundreds of numbers. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(decimals: number | undefined, locale: string | undefined): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(
    locale,
    decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
  );
  formats.set(key, format);
  return format;
}

/** A number in the person's locale: "1,204", "1.5". */
export function formatNumber(value: number, locale?: string): string {
  return formatOf(undefined, locale).format(value);
}

/** A number with this many decimals in the person's locale: "7.40", in German "7,40". */
export function formatFixed(value: number, decimals: number, locale?: string): string {
  return formatOf(decimals, locale).format(value);
}
