/** Texts under a key, wherever it stands. */
export function members(value: unknown, key: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === key && typeof member === 'string' ? [member] : members(member, key),
  );
}

/** Variables by what stands around them: a duration in brackets and after offset, a number of topk, else a word. */
export const substituted = (expr: string): string =>
  expr
    .replace(/(\[|:|offset\s+-?)\s*(\$\w+|\$\{[^}]+\}|\[\[\w+\]\])/g, '$15m')
    .replace(/((?:topk|bottomk)\(\s*)(\$\w+|\$\{[^}]+\})/g, '$15')
    .replace(/\$\{[^}]+\}|\[\[\w+\]\]|\$\w+/g, 'x');
