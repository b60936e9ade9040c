import { ConfigError } from '../config/config-error.ts';
import { type TargetGroup, targetGroup } from '../config/discovery-config.ts';
import { parseYaml } from '../config/yaml-section.ts';

const MOST_TARGETS = 10_000;

/**
 * A list of target groups as file_sd and http_sd give it; JSON is YAML too.
 *
 * @param what it is called in messages: a path or URL
 * @throws Error that says the place and the reason
 */
export function parseTargetGroups(text: string, what: string): TargetGroup[] {
  const groups = read(text, what);
  const targets = groups.reduce((sum, group) => sum + group.targets.length, 0);
  if (targets > MOST_TARGETS) throw new Error(`${what}: more than ${MOST_TARGETS} targets`);
  return groups;
}

function read(text: string, what: string): TargetGroup[] {
  try {
    return parseYaml(text, [], '', 'targets')
      .sections('targets')
      .map((section) => targetGroup(section, 'utf8'));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Error(`${what}${error.line === null ? '' : `:${error.line}`}: ${error.message}`);
  }
}
