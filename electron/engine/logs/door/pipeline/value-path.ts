/** A step into a value: the name of a member, or a place in a list, from the end where it is negative. */
type Step = string | number;

const STEP = /\.?(?:([A-Za-z_][\w-]*)|"((?:[^"\\]|\\.)*)"|\[(-?\d+)\])/y;

/**
 * What of JMESPath stands in configurations: members and places (`request.headers[0]."x-id"`).
 *
 * @returns null for anything else of the language
 */
export function valuePath(text: string): ((value: unknown) => unknown) | null {
  const steps: Step[] = [];
  for (STEP.lastIndex = 0; STEP.lastIndex < text.length; ) {
    const from = STEP.lastIndex;
    const match = STEP.exec(text);
    if (!match || (from === 0 && text.startsWith('.'))) return null;
    const [, bare, quoted, place] = match;
    if (place !== undefined) steps.push(Number(place));
    else steps.push(bare ?? (JSON.parse(`"${quoted}"`) as string));
  }
  return steps.length === 0 ? null : (value) => steps.reduce(stepInto, value);
}

function stepInto(value: unknown, step: Step): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? value.at(step) : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
}
