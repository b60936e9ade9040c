import { type AlertMatcher, matcherOf, parseMatchers } from '../../../../shared/alerts/matchers.ts';
import { ConfigError } from '../../scrape/config/config-error.ts';
import type { YamlSection } from '../../scrape/config/yaml-section.ts';

/** The old shapes, a map of values and a map of patterns, and the new one, a list of texts. @throws ConfigError */
export function readMatchers(
  section: YamlSection,
  exact: string,
  pattern: string,
  list: string,
): AlertMatcher[] {
  const guarded = <T>(key: string, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      return section.fail(error instanceof Error ? error.message : String(error), key);
    }
  };
  const exactOnes = [...section.stringMap(exact)].map(([name, value]) => matcherOf(name, '=', value));
  const patterns = [...section.stringMap(pattern)].map(([name, value]) => {
    if (value === '') section.fail(`invalid regexp value for "${name}"`, pattern);
    // Alertmanager keeps these with their anchors, and names groups by them.
    return guarded(pattern, () => matcherOf(name, '=~', `^(?:${value})$`));
  });
  const listed = (section.strings(list) ?? []).flatMap((text) => guarded(list, () => parseMatchers(text)));
  return [...exactOnes, ...patterns, ...listed];
}
