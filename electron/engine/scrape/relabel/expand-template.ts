/** What a match answers for; re2js' Matcher is one. */
export interface Groups {
  group(group: string | number): string | null;
  groupCount(): number;
}

/**
 * Go's Regexp.Expand: `$1`, `${1}`, `$name`, `${name}` and `$$`. The name without braces is as long as it can be
 * (`$1x` is the group `1x`), and a group that is not there is empty. What is no reference stays as it is.
 */
export function expandTemplate(template: string, match: Groups): string {
  if (!template.includes('$')) return template;
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    return name === undefined ? all.slice(1) : groupText(match, name);
  });
}

function groupText(match: Groups, name: string): string {
  if (/^\d+$/.test(name)) {
    const index = Number(name);
    return index <= match.groupCount() ? (match.group(index) ?? '') : '';
  }
  try {
    return match.group(name) ?? '';
  } catch {
    // No group of that name.
    return '';
  }
}
