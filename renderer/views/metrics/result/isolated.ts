/** A click shows a series alone, a second one all again; together with others it joins or leaves them. */
export function isolated(only: readonly string[], key: string, together: boolean): string[] {
  if (!together) return only.length === 1 && only[0] === key ? [] : [key];
  return only.includes(key) ? only.filter((each) => each !== key) : [...only, key];
}
