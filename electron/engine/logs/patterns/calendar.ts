const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const keyOf = (a: number, b: number, c: number): number => (a << 16) | (b << 8) | c;
const names = new Set(
  [...days, ...months].map((name) => keyOf(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2))),
);

/** Whether the three letters here are a day's or month's name in a date: a number or another name comes next. */
export function isCalendarName(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isName(bytes, start)) return false;
  let at = start + 3;
  if (bytes[at] === 0x2c) at++;
  if (bytes[at] !== 0x20) return false;
  while (at < end && bytes[at] === 0x20) at++;
  const next = bytes[at] as number;
  return at < end && ((next >= 0x30 && next <= 0x39) || isName(bytes, at));
}

function isName(bytes: Uint8Array, at: number): boolean {
  return names.has(keyOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number));
}
