/** How names are checked: UTF-8 as Prometheus 3 does, or the letters that were allowed before. */
export type NameScheme = 'utf8' | 'legacy';

const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export const isLabelName = (name: string, scheme: NameScheme): boolean =>
  scheme === 'legacy' ? LEGACY_LABEL.test(name) : name !== '' && name.isWellFormed();

/** A name in the older letters: everything else becomes an underscore, as Prometheus' discoveries write labels. */
export const sanitizedLabelName = (name: string): string => name.replace(/[^a-zA-Z0-9_]/g, '_');
