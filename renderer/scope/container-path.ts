/** A container's page. Dots are written out: the host takes what ends like a file's name for a file. */
export const containerPath = (name: string): string =>
  `/containers/${encodeURIComponent(name).replaceAll('.', '%2E')}`;
