const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a text, each as PEM; what stands between them is left out. */
export function certificatesIn(text: string): string[] {
  return text.match(CERTIFICATE) ?? [];
}
