export const addresses: {
  readonly lan: { readonly engine: string; readonly router: string };
  readonly block: string;
  readonly resolver: string;
  readonly publicResolvers: readonly string[];
  readonly server: string;
  readonly otherServer: string;
  readonly registry: string;
};
