/** Control characters with C1, and those that turn the direction of text: both can make a terminal lie. */
const DANGEROUS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text from telemetry as a terminal may be given it, on one line: escape sequences do not act, they show.
 * Control characters become their pictures (U+2400), direction marks their code points.
 */
export const safeText = (text: string): string => text.replace(DANGEROUS, (character) => visible(character));

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
