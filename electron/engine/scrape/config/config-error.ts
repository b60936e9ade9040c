/** Why a configuration is refused; the line counts from 1 and is null where it is about the whole. */
export class ConfigError extends Error {
  readonly line: number | null;

  constructor(message: string, line: number | null) {
    super(message);
    this.name = 'ConfigError';
    this.line = line;
  }
}

export interface ConfigWarning {
  message: string;
  line: number | null;
}
