import type { JsonValue } from '../../../shared/contract/common.ts';
import type { EnvVariable } from '../../../shared/contract/containers.ts';
import {
  hasTellingName,
  isSecret,
  MASK,
  maskArguments,
  maskNamed,
  maskText,
  maskUserinfo,
} from './secrets.ts';

/** Lists of arguments of which one may be the value of the one before it. */
const ARGUMENT_LISTS = new Set(['Cmd', 'Args', 'Entrypoint', 'Test', 'Shell', 'OnBuild']);
/** Maps whose names are a person's own. */
const NAMED_VALUES = new Set([
  'Labels',
  'Annotations',
  'Options',
  'DriverOpts',
  'LogConfig.Config',
  'Sysctls',
]);
/** Free text from inside the container. */
const FREE_TEXT = new Set(['Output', 'Error', 'Path', 'Comment', 'CreatedBy']);
/** A secret shorter than this is too common a string to be hunted for. */
const SHORTEST_HUNTED = 4;

/** `NAME=value` lines of a container, secrets null. */
export function envVariables(env: readonly string[]): EnvVariable[] {
  return env.map((line) => {
    const [name, value] = assignment(line);
    const masked = isSecret(name, value);
    return { name, value: masked ? null : value, masked };
  });
}

/** The first `=` divides; a variable without one has no value. */
export function assignment(line: string): [name: string, value: string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

/**
 * Any answer of the daemon as JSON with the secrets in it masked: environment by name and value, arguments,
 * labels, options and outputs, and wherever else the value of a masked variable is repeated.
 */
export function maskInspect(answer: unknown): JsonValue {
  const secrets = new Set<string>();
  collectSecrets(answer, secrets);
  const hunted = [...secrets].sort((a, b) => b.length - a.length);
  const hide = (text: string) =>
    hunted.reduce((rest, secret) => rest.replaceAll(secret, MASK), maskUserinfo(text));
  return mask(answer, '', hide);
}

function collectSecrets(value: unknown, secrets: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Env' && Array.isArray(inner)) {
      for (const line of inner) {
        const [name, text] = assignment(String(line));
        if (isSecret(name, text) && text.length >= SHORTEST_HUNTED) secrets.add(text);
      }
    } else collectSecrets(inner, secrets);
  }
}

function mask(value: unknown, key: string, hide: (text: string) => string): JsonValue {
  if (typeof value === 'string') return hide(FREE_TEXT.has(key) ? maskText(value) : value);
  if (Array.isArray(value)) return maskList(value, key, hide);
  if (typeof value === 'object' && value !== null) return maskObject(value, key, hide);
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function maskList(list: unknown[], key: string, hide: (text: string) => string): JsonValue[] {
  if (!list.every((item) => typeof item === 'string')) return list.map((item) => mask(item, key, hide));
  if (key === 'Env') {
    return list.map((line) => {
      const [name, value] = assignment(line);
      return isSecret(name, value) ? `${name}=${MASK}` : hide(line);
    });
  }
  return (ARGUMENT_LISTS.has(key) ? maskArguments(list) : list).map(hide);
}

function maskObject(object: object, key: string, hide: (text: string) => string): JsonValue {
  const named = NAMED_VALUES.has(key);
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (named && typeof value === 'string') return [name, hide(maskNamed(name, value))];
      const secret = typeof value === 'string' && value !== '' && isOwnSecret(name);
      // The options of a log driver are called as the container's own configuration is.
      return [name, secret ? MASK : mask(value, key === 'LogConfig' ? `${key}.${name}` : name, hide)];
    }),
  );
}

/** Docker's own fields have telling names that are no secrets (SandboxKey); a few are. */
const isOwnSecret = (name: string) =>
  hasTellingName(name) && /^(Password|IdentityToken|RegistryToken|Auth)$/.test(name);
