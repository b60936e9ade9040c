import { parse, stringify } from 'yaml';
import { globalFields, receiverKinds } from '../../../engine/alerts/routing/receiver-fields.ts';

/** Secrets of `http_config` and its kin, and of integrations that Trivet has not. */
const MORE_SECRETS = [
  ...['password', 'credentials', 'bearer_token', 'client_secret', 'api_secret', 'secret_key', 'proxy_url'],
  ...['auth_secret', 'auth_password', 'auth_identity', 'token', 'api_key', 'access_key', 'key'],
];

const secretKeys: ReadonlySet<string> = new Set([
  ...[globalFields, ...receiverKinds.map(({ fields }) => fields)].flatMap((fields) =>
    Object.entries(fields).flatMap(([key, type]) => (type === 'secret' ? [key] : [])),
  ),
  ...MORE_SECRETS,
]);
/** Everything below is secret. */
const secretMaps: ReadonlySet<string> = new Set(['http_headers', 'endpoint_params', 'proxy_connect_header']);
const HIDDEN = '<secret>';
/** A text this short is also a word of something else. */
const LEAST_SECRET = 4;

/**
 * A configuration that is in force without what is secret in it, as Alertmanager shows its own: written anew, for
 * comments may hold anything.
 */
export function shownConfiguration(text: string): string {
  const value: unknown = parse(text);
  const secrets = new Set<string>();
  walk(value, (scalar, isSecret) => {
    if (isSecret && scalar.length >= LEAST_SECRET) secrets.add(scalar);
    return scalar;
  });
  return stringify(
    walk(value, (scalar, isSecret, key) => {
      if (!isSecret && !secrets.has(scalar)) return scalar;
      return key === 'url' ? shownAddress(scalar) : HIDDEN;
    }),
  );
}

/** Older readers of a webhook's address take nothing that is no address: its host is shown elsewhere too. */
const shownAddress = (text: string): string => (URL.canParse(text) ? `${new URL(text).origin}/` : HIDDEN);

type Visit = (scalar: string, isSecret: boolean, key: string) => unknown;

function walk(value: unknown, visit: Visit, key = '', isSecret = false): unknown {
  if (Array.isArray(value)) return value.map((one) => walk(one, visit, key, isSecret));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        walk(one, visit, name, isSecret || secretKeys.has(name) || secretMaps.has(name)),
      ]),
    );
  }
  if (value === null || value === '' || (typeof value === 'boolean' && !isSecret)) return value;
  if (typeof value === 'string' || isSecret) return visit(String(value), isSecret, key);
  return value;
}
