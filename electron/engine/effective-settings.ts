import { type Settings, settingsSchema } from '../../shared/contract/settings.ts';

type Partly<T> = { [K in keyof T]?: T[K] extends object ? Partly<T[K]> : T[K] };

/** Settings that a flag, the environment or trivet.yaml holds; of a part with several values, each alone. */
export type FixedSettings = Partly<Omit<Settings, 'listen'>> & { listen?: Settings['listen'] };

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is stored, what is fixed above it, and the defaults below. A stored part that is not valid counts as absent. */
export function effectiveSettings(stored: Record<string, unknown>, fixed: FixedSettings): Settings {
  return settingsSchema.parse(overlay(validPart(stored), fixed));
}

function validPart(stored: Record<string, unknown>): Settings {
  const parsed = settingsSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const faulty = new Set(parsed.error.issues.map(({ path }) => path[0]));
  return settingsSchema.parse(Object.fromEntries(Object.entries(stored).filter(([key]) => !faulty.has(key))));
}

function overlay(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const under = merged[key];
    merged[key] = isGroup(value) && isGroup(under) ? overlay(under, value) : value;
  }
  return merged;
}

/** Dotted paths of what is fixed: `retention.logs.maxAgeMs`. */
export function fixedPaths(fixed: object, prefix = ''): string[] {
  return Object.entries(fixed).flatMap(([key, value]) =>
    value === undefined ? [] : isGroup(value) ? fixedPaths(value, `${prefix}${key}.`) : [prefix + key],
  );
}
