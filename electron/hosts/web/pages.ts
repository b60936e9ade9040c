/** The few pages that the host writes itself: no script, no outside resource, nothing from the request. */
const page = (title: string, body: string, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>${title}</h1>${body}</main></body></html>
`;

/**
 * @param fromElsewhere the visit came from another site, where browsers withhold the cookie: coming again from
 * here shows it.
 */
export const signInPage = (fromElsewhere: boolean): string =>
  page(
    'Trivet needs its token',
    `<p>Open the link that <code>trivet serve</code> printed; it works once in each start. Or paste the token,
which stands in the file <code>token</code> of the data directory:</p>
<form action="/" method="get" autocomplete="off"><input name="token" type="password" aria-label="Token" autofocus required>
<button>Sign in</button></form>`,
    fromElsewhere ? '<meta http-equiv="refresh" content="0; url=/">' : '',
  );

export const notBuiltPage = (): string =>
  page(
    'The UI is not built',
    `<p>The engine runs and takes data, but there is no UI beside it. In a checkout, build it with
<code>npm run build</code> and load this page again.</p>`,
  );
