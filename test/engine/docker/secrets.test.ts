import fc from 'fast-check';
import { expect, test } from 'vitest';
import { envVariables, maskInspect } from '../../../electron/engine/docker/mask-inspect.ts';
import { isSecret, MASK, maskArguments, maskText } from '../../../electron/engine/docker/secrets.ts';

test.each([
  ['DB_PASSWORD', 'hunter2'],
  ['MYSQL_PWD', 'x'],
  ['GITHUB_TOKEN', 'abc'],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ['SENTRY_DSN', 'https://sentry.example/1'],
  ['POSTGRES_CONN', 'host=db'],
  ['BASIC_AUTH', 'me:you'],
  ['CREDENTIALS_FILE', '/run/x'],
  ['DATABASE_URL', 'postgres://shop:hunter2@db:5432/shop'],
  ['REDIS', 'redis://:hunter2@cache:6379'],
  ['PLAIN', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
  ['BUILD', 'sk_live_51H8xyzABCDEFGHIJKLMN'],
  ['SESSION_ID', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N'],
  ['THING', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  ['OTHER', 'dGhpcyBpcyBhIHNlY3JldCB0aGF0IGlzIGxvbmc='],
  ['ID', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
])('%s=%s is masked', (name, value) => {
  expect(isSecret(name, value)).toBe(true);
});

test.each([
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ['PWD', '/srv/app'],
  ['NODE_VERSION', '24.21.0'],
  ['JAVA_HOME', '/usr/lib/jvm/java-17-openjdk-amd64'],
  ['LANG', 'en_US.UTF-8'],
  ['MAIN_CLASS', 'com.example.shop.ApplicationContextLoaderFactory'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://host.docker.internal:4318'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'service.namespace=shop,deployment.environment=dev'],
  ['GREETING', 'hello, world'],
  ['DB_PASSWORD', ''],
])('%s=%s is shown', (name, value) => {
  expect(isSecret(name, value)).toBe(false);
});

test('what follows or joins a telling option is masked, the rest stays readable', () => {
  const args = ['server', '--port', '8080', '--password', 'hunter2', '--api-key=abc', '--db', 'pg://a:b@c/d'];
  expect(maskArguments(args)).toEqual([
    ...['server', '--port', '8080', '--password', MASK, `--api-key=${MASK}`],
    ...['--db', `pg://${MASK}@c/d`],
  ]);
});

test('assignments and headers inside a script are masked', () => {
  expect(maskText('export DB_PASSWORD=hunter2; run --verbose')).toBe(
    `export DB_PASSWORD=${MASK}; run --verbose`,
  );
  expect(maskText("curl -H 'Authorization: Bearer abc.def' http://api/health")).not.toContain('abc.def');
  expect(maskText('get url:http://x/?token=abc123&n=1')).toBe(`get url:http://x/?token=${MASK}&n=1`);
  expect(maskText('cd $PWD; PWD=/srv run')).toBe('cd $PWD; PWD=/srv run');
  expect(maskText('wget https://me:pw@host/x')).toBe(`wget https://${MASK}@host/x`);
});

const hexKey = fc.stringMatching(/^[0-9a-f]{40}$/).filter((text) => /[0-9]/.test(text) && /[a-f]/.test(text));
const password = fc.stringMatching(/^[A-Za-z0-9!#%*+,.:;?^_~-]{8,40}$/);
const tellingName = fc.constantFrom(
  'DB_PASSWORD',
  'API_TOKEN',
  'app.secret',
  'PRIVATE_KEY',
  'MONGO_DSN',
  'authHeader',
);

test('no secret of a telling variable appears anywhere in what is shown of its container', () => {
  fc.assert(
    fc.property(tellingName, password, (name, secret) => {
      const inspect = {
        Id: 'f'.repeat(64),
        Path: 'sh',
        Args: ['-c', `connect --with ${secret} now`],
        Config: {
          Env: ['COLOUR=red', `${name}=${secret}`],
          Cmd: ['sh', '-c', `echo ${secret}`, '--password', secret],
          Labels: { note: `it is ${secret}`, [name]: secret },
          Healthcheck: { Test: ['CMD', 'ping', `--token=${secret}`] },
        },
        State: { Health: { Log: [{ Output: `denied for ${secret}` }] } },
      };
      const shown = JSON.stringify({ env: envVariables(inspect.Config.Env), all: maskInspect(inspect) });
      expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(shown).toContain('red');
    }),
  );
});

test('a random key under any name is masked in environment, arguments and labels', () => {
  fc.assert(
    fc.property(hexKey, (key) => {
      const inspect = {
        Config: { Env: [`THING=${key}`], Cmd: ['run', `x=${key}`], Labels: { thing: key } },
      };
      expect(JSON.stringify(maskInspect(inspect))).not.toContain(key);
    }),
  );
});

test('ids, digests and paths of the daemon stay as they are', () => {
  const inspect = {
    Id: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    Image: 'sha256:38d405e0c71155730372b86f04e9c9e13e635d93838fcd557d3709a25667b03e',
    LogPath: '/var/lib/docker/containers/9f86d081884c/9f86d081884c-json.log',
    Config: { Image: 'shop/web@sha256:38d405e0c71155730372b86f04e9c9e13e635d93838fcd557d3709a25667b03e' },
    NetworkSettings: { SandboxKey: '/var/run/docker/netns/38d405e0c711' },
  };
  expect(maskInspect(inspect)).toEqual(inspect);
});

test('the options of a log driver are masked by their names', () => {
  const inspect = {
    HostConfig: { LogConfig: { Type: 'splunk', Config: { 'splunk-token': 'abc', tag: 'web' } } },
  };
  expect(maskInspect(inspect)).toEqual({
    HostConfig: { LogConfig: { Type: 'splunk', Config: { 'splunk-token': MASK, tag: 'web' } } },
  });
});

test('masking grows with the text and no faster, else these would never end', () => {
  const parts = ['a', 'A1/', 'pass=', '://@', 'eyJ', 'a://', 'pass ', '-key ', '-----BEGIN A', '"=', ' '];
  for (const part of parts) expect(maskText(part.repeat(200_000 / part.length))).not.toBe('');
});
