/**
 * What is never shown unasked: values under telling names, passwords inside URLs, and text too random to be
 * anything but a key. Masking too much costs a click; too little costs a secret.
 */

/** Stands where a secret was. */
export const MASK = '••••••';

const TELLING_NAME =
  /token|secret|pass|key|auth|cred|dsn|conn|pwd|private|webhook|jwt|cookie|bearer|salt|signature/i;
/** Where the working directory is, not a password. */
const HARMLESS_NAME = /^(old)?pwd$/i;

const URL_USERINFO = /([a-z][a-z0-9+.-]{1,31}:\/\/)[^\s/'"<>]+@/gi;

/** Beginnings and shapes that issuers gave their keys. */
const KNOWN_KEYS =
  /(?:gh[opsur]_|github_pat_|glpat-|npm_|dckr_pat_|xox[abprs]-|sk-|sk_live_|rk_live_|pk_live_|AKIA|ASIA|AIza|hvs\.|SG\.)[\w.-]{8,}|(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

const RANDOM_CANDIDATE = /[A-Za-z0-9+/=_.-]{16,}/g;

export function hasTellingName(name: string): boolean {
  return TELLING_NAME.test(name) && !HARMLESS_NAME.test(name);
}

/** Whether a variable of this name and value is masked until asked for. */
export function isSecret(name: string, value: string): boolean {
  if (value === '') return false;
  return hasTellingName(name) || maskRandom(maskUserinfo(value)) !== value;
}

/** Free text (a command line, a health check's output) with every secret in it replaced. */
export function maskText(text: string): string {
  return maskRandom(maskAssignments(maskUserinfo(text)));
}

/** A text whose long hexadecimal ids must stay: only URLs' userinfo is replaced. */
export const maskUserinfo = (text: string): string => text.replace(URL_USERINFO, `$1${MASK}@`);

/** Arguments in order: what follows `--password` is as secret as what stands behind `--password=`. */
export function maskArguments(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const before = args[index - 1];
    const isValue = before !== undefined && /^--?[a-z]/i.test(before) && !before.includes('=');
    if (isValue && hasTellingName(before) && !arg.startsWith('-')) return MASK;
    return maskText(arg);
  });
}

/** Labels and options: the name tells, else the value is free text. */
export const maskNamed = (name: string, value: string): string => {
  if (value === '') return value;
  return hasTellingName(name) && !/^(com\.docker\.|org\.opencontainers\.)/.test(name)
    ? MASK
    : maskText(value);
};

/**
 * A telling word, what assigns, the value. Each word is tried from its beginning only, so that the time grows
 * with the text and no faster; a space assigns only behind an option.
 */
const ASSIGNMENT = new RegExp(
  `(?<![\\w.-])(?=[\\w.-]*(?:${TELLING_NAME.source}))` +
    `([\\w.-]+["']?\\s*[=:]\\s*|-[\\w.-]+\\s+)((?:bearer|basic)\\s+)?("[^"]*"|'[^']*'|[^\\s"';&|,]+)`,
  'gi',
);

/** `PASSWORD=x`, `token: x`, `--api-key x`, `Authorization: Bearer x` inside a longer text. */
const maskAssignments = (text: string): string =>
  text.replace(ASSIGNMENT, (all, name: string, scheme: string = '') =>
    HARMLESS_NAME.test(name.replace(/[^\w.-].*$/s, '')) ? all : name + scheme + MASK,
  );

function maskRandom(text: string): string {
  return text
    .replace(KNOWN_KEYS, MASK)
    .replace(RANDOM_CANDIDATE, (candidate) => (looksRandom(candidate) ? MASK : candidate));
}

/** Paths, versions and words fall apart at their separators; keys do not. */
function looksRandom(candidate: string): boolean {
  const whole = candidate.length >= 24 && !/^[/.]|[-_.]/.test(candidate) && isDense(candidate, 4);
  return whole || candidate.split(/[-_./=]/).some((part) => part.length >= 16 && isDense(part, 3));
}

function isDense(text: string, bitsPerCharacter: number): boolean {
  if (entropy(text) < bitsPerCharacter) return false;
  const upper = text.match(/[A-Z]/g)?.length ?? 0;
  const lower = text.match(/[a-z]/g)?.length ?? 0;
  const digits = text.match(/[0-9]/g)?.length ?? 0;
  const letters = upper + lower;
  if (digits > 0 && letters > 0) return true;
  // Letters alone: a camelCase name has few capitals, random text about as many as small ones.
  return text.length >= 20 && upper / letters > 0.3 && upper / letters < 0.7;
}

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
