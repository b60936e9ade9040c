import { type RedactionDetector, redactionDetectors } from '../contract/settings.ts';

interface Need {
  /** What must stand in a text for the detector to find something in it. */
  full: RegExp;
  /** Its beginning: what most texts are ruled out by. Those of words are short, for then they are looked for at once. */
  word?: string;
  number?: string;
}

// In one piece, or in groups. Times in milliseconds and finer start with 1, as no card's number does.
const card = '(?<!\\d)[2-6](?:\\d{13}|\\d{3}[ -](?:\\d{4}[ -]|\\d{6}[ -]))';

const needs: Record<RedactionDetector, Need> = {
  email: { word: '@', full: /@/ },
  card: { number: card, full: new RegExp(card) },
  jwt: { word: 'J', full: /eyJ/ },
  bearer: { word: '[bB][eaEA][aAsS]', full: /bearer[ \t:=]/i },
  'basic-auth': { word: '[bB][eaEA][aAsS]', full: /basic[ \t]/i },
  'aws-key': { word: '[KS]I|[sS][eE][cC]', full: /A[KS]IA|secret/i },
  'private-key': { word: 'PRIV', full: /PRIVATE KEY/ },
  'url-password': { word: '@', full: /:\/\// },
  iban: { number: '[A-Z][A-Z]\\d\\d', full: /[A-Z]{2}\d{2}[ A-Z\d]{11}/ },
  phone: { word: '[+(][1-9]', full: /\+[1-9]|\([2-9]\d\d\)/ },
};

/** The bit of each detector, by its place in the contract's list. */
export const detectorBit = Object.fromEntries(redactionDetectors.map((name, i) => [name, 1 << i])) as Record<
  RedactionDetector,
  number
>;

/** Tells which of the given detectors may find something in a text: mostly none, after a look or two at every character. */
export function candidateTest(detectors: readonly RedactionDetector[]): (text: string) => number {
  const words = anyOf(detectors.map((name) => needs[name].word));
  const numbers = anyOf(detectors.map((name) => needs[name].number));
  return (text) => {
    const possible = words?.test(text) || numbers?.test(text);
    if (!possible) return 0;
    let found = 0;
    for (const name of detectors) if (needs[name].full.test(text)) found |= detectorBit[name];
    return found;
  };
}

function anyOf(sources: readonly (string | undefined)[]): RegExp | null {
  const given = new Set(sources.filter((source) => source !== undefined));
  return given.size > 0 ? new RegExp([...given].join('|')) : null;
}
