import { isScalar, parseDocument, type Scalar, visit } from 'yaml';
import { globalFields, receiverKinds } from '../../../engine/alerts/routing/receiver-fields.ts';

/** Secrets of `http_config` and its kin, and of integrations that Trivet has not. */
const MORE_SECRETS = [
  ...['password', 'credentials', 'bearer_token', 'client_secret', 'api_secret', 'secret_key', 'proxy_url'],
  ...['auth_secret', 'auth_password', 'auth_identity', 'token', 'api_key', 'key'],
];

const secretKeys: ReadonlySet<string> = new Set([
  ...[globalFields, ...receiverKinds.map(({ fields }) => fields)].flatMap((fields) =>
    Object.entries(fields).flatMap(([key, type]) => (type === 'secret' ? [key] : [])),
  ),
  ...MORE_SECRETS,
]);
/** Everything below is secret. */
const SECRET_MAPS = ['http_headers'];

/** The text of a configuration that is in force, without what is secret in it, as Alertmanager shows its own. */
export function shownConfiguration(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Pair(_key, pair, path) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      const within = path.some(
        (node) => 'key' in node && isScalar(node.key) && SECRET_MAPS.includes(String(node.key.value)),
      );
      if (!isScalar(pair.value) || !(within || secretKeys.has(name))) return;
      hide(pair.value, name);
    },
    Scalar(_key, scalar, path) {
      const within = path.some(
        (node) => 'key' in node && isScalar(node.key) && SECRET_MAPS.includes(String(node.key.value)),
      );
      if (within && _key !== 'key') scalar.value = HIDDEN;
    },
  });
  return String(document);
}

const HIDDEN = '<secret>';

/** Older readers of a webhook's address take nothing that is no address: its host is shown elsewhere too. */
function hide(scalar: Scalar, name: string): void {
  const text = String(scalar.value ?? '');
  if (text === '') return;
  scalar.value = name === 'url' && URL.canParse(text) ? `${new URL(text).origin}/` : HIDDEN;
}
