/**
 * Leaves of an answer only what `filter_path` names (Elasticsearch "Common options, response filtering"): paths
 * parted by commas, `*` for any one name, `**` for any number of them, and a leading minus for what is left out. A
 * list is filtered member by member.
 */
export function filterPath(answer: unknown, filter: string): unknown {
  const paths = filter.split(',').filter((path) => path !== '');
  const split = (path: string) => path.split('.').slice(0, MOST_PARTS);
  const kept = paths.filter((path) => !path.startsWith('-')).map(split);
  const left = paths.filter((path) => path.startsWith('-')).map((path) => split(path.slice(1)));
  const included = kept.length > 0 ? keep(answer, kept.slice(0, MOST_PATHS)) : answer;
  return (left.length > 0 ? leaveOut(included, left.slice(0, MOST_PATHS)) : included) ?? {};
}

const MOST_PATHS = 32;
const MOST_PARTS = 16;

type Path = readonly string[];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function keep(value: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0 || (path.length === 1 && path[0] === '**'))) return value;
  if (Array.isArray(value)) {
    const members = value.map((member) => keep(member, paths)).filter((member) => member !== undefined);
    return members.length > 0 ? members : undefined;
  }
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value)
    .map(([key, inner]): [string, unknown] => [key, keep(inner, further(key, paths))])
    .filter(([, inner]) => inner !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function leaveOut(value: unknown, paths: readonly Path[]): unknown {
  if (Array.isArray(value)) return value.map((member) => leaveOut(member, paths));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value)
    .map(([key, inner]): [string, Path[], unknown] => [key, further(key, paths), inner])
    .filter(([, rest]) => !rest.some((path) => path.length === 0))
    .map(([key, rest, inner]): [string, unknown] => [key, leaveOut(inner, rest)]);
  return Object.fromEntries(entries);
}

/** What is left of the paths that lead through the name. */
function further(key: string, paths: readonly Path[]): Path[] {
  if (paths.length === 0) return [];
  return paths.flatMap((path) => {
    const [first = '', ...rest] = path;
    if (first !== '**') return matches(first, key) ? [rest] : [];
    return rest[0] !== undefined && matches(rest[0], key) ? [path, rest.slice(1)] : [path];
  });
}

/** A name, or one with `*` in it. */
function matches(pattern: string, key: string): boolean {
  if (!pattern.includes('*')) return pattern === key;
  const parts = pattern.split('*');
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (!key.startsWith(first) || !key.endsWith(last) || key.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = key.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= key.length - last.length;
}
