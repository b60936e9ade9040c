import { resolve } from 'node:path';
import type { YamlSection } from './yaml-section.ts';

/** A secret as it stands in the configuration, or the file it is read from at every use. */
export type Secret = { text: string } | { file: string };

export interface TlsConfig {
  /** PEM text or the path of a file with it. */
  ca: Secret | null;
  cert: Secret | null;
  key: Secret | null;
  serverName: string | null;
  insecureSkipVerify: boolean;
  minVersion: TlsVersion | null;
  maxVersion: TlsVersion | null;
}

export interface HttpClientConfig {
  basicAuth: { username: Secret; password: Secret } | null;
  authorization: { type: string; credentials: Secret } | null;
  tls: TlsConfig;
  followRedirects: boolean;
  headers: { name: string; values: Secret[] }[];
}

const tlsVersions = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;
export type TlsVersion = (typeof tlsVersions)[keyof typeof tlsVersions];

/** Headers that Prometheus sets itself and refuses to be given. */
const RESERVED =
  /^(authorization|host|content-encoding|content-length|content-type|user-agent|connection|keep-alive|proxy-auth.*|www-authenticate|accept.*|x-prometheus-.*)$/i;

/** The HTTP client's keys, which stand among those of the job (or discovery) itself. @throws ConfigError */
export function httpClientConfig(section: YamlSection, baseDir: string): HttpClientConfig {
  const basicAuth = readBasicAuth(section, baseDir);
  const authorization = readAuthorization(section, baseDir);
  if (basicAuth && authorization) {
    section.fail('at most one of basic_auth, oauth2, bearer_token and authorization must be configured');
  }
  section.unsupported('oauth2', 'requests go without it');
  for (const key of ['proxy_url', 'proxy_connect_header', 'no_proxy'])
    section.unsupported(key, 'targets are asked directly');
  if (section.boolean('proxy_from_environment')) {
    section.warn(
      'proxy_from_environment is not supported: targets are asked directly',
      'proxy_from_environment',
    );
  }
  // HTTP/1.1 answers every target that HTTP/2 would.
  section.ignore('enable_http2');
  return {
    basicAuth,
    authorization,
    tls: readTls(section.section('tls_config'), baseDir),
    followRedirects: section.boolean('follow_redirects') ?? true,
    headers: readHeaders(section.section('http_headers'), baseDir),
  };
}

/** `key` or `key_file`, not both. */
function secret(section: YamlSection, key: string, baseDir: string, fileKey = `${key}_file`): Secret | null {
  const text = section.text(key);
  const file = section.text(fileKey);
  section.unsupported(`${key}_ref`, 'there is no store of secrets');
  if (text !== undefined && file !== undefined)
    section.fail(`at most one of ${key} and ${fileKey} must be configured`);
  if (text !== undefined) return { text };
  return file === undefined ? null : { file: resolve(baseDir, file) };
}

function readBasicAuth(parent: YamlSection, baseDir: string): HttpClientConfig['basicAuth'] {
  const section = parent.section('basic_auth');
  if (!section) return null;
  const username = secret(section, 'username', baseDir) ?? { text: '' };
  const password = secret(section, 'password', baseDir) ?? { text: '' };
  section.end();
  return { username, password };
}

function readAuthorization(parent: YamlSection, baseDir: string): HttpClientConfig['authorization'] {
  const bearer = secret(parent, 'bearer_token', baseDir);
  const section = parent.section('authorization');
  if (bearer && section) parent.fail('authorization is not compatible with bearer_token');
  if (!section) return bearer && { type: 'Bearer', credentials: bearer };
  const type = section.text('type') ?? 'Bearer';
  const credentials = secret(section, 'credentials', baseDir) ?? { text: '' };
  section.end();
  if (type.toLowerCase() === 'basic')
    section.fail('authorization type cannot be "basic", use basic_auth instead');
  return { type, credentials };
}

function readTls(section: YamlSection | undefined, baseDir: string): TlsConfig {
  if (!section) {
    return {
      ca: null,
      cert: null,
      key: null,
      serverName: null,
      insecureSkipVerify: false,
      minVersion: null,
      maxVersion: null,
    };
  }
  const version = (key: string): TlsVersion | null => {
    const name = section.choice(key, Object.keys(tlsVersions) as (keyof typeof tlsVersions)[]);
    return name === undefined ? null : tlsVersions[name];
  };
  const tls = {
    ca: secret(section, 'ca', baseDir),
    cert: secret(section, 'cert', baseDir),
    key: secret(section, 'key', baseDir),
    serverName: section.text('server_name') ?? null,
    insecureSkipVerify: section.boolean('insecure_skip_verify') ?? false,
    minVersion: version('min_version'),
    maxVersion: version('max_version'),
  };
  section.end();
  if ((tls.cert === null) !== (tls.key === null))
    section.fail('tls_config: cert and key must be given together');
  return tls;
}

function readHeaders(section: YamlSection | undefined, baseDir: string): HttpClientConfig['headers'] {
  return (section?.keys() ?? []).map((name) => {
    if (RESERVED.test(name)) section?.fail(`setting header "${name}" is not allowed`, name);
    const header = section?.section(name);
    const texts = [...(header?.strings('values') ?? []), ...(header?.strings('secrets') ?? [])];
    const files = header?.strings('files') ?? [];
    header?.end();
    return {
      name,
      values: [
        ...texts.map((text) => ({ text })),
        ...files.map((file) => ({ file: resolve(baseDir, file) })),
      ],
    };
  });
}
