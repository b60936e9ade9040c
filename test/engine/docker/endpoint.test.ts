import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../electron/engine/docker/diagnose.ts';
import {
  discoverEndpoints,
  type Endpoint,
  type Surroundings,
} from '../../../electron/engine/docker/endpoint.ts';
import { sshArguments } from '../../../electron/engine/docker/ssh-agent.ts';

interface Machine {
  platform?: NodeJS.Platform;
  env?: Record<string, string>;
  files?: Record<string, string>;
  setting?: string;
}

function machine({ platform = 'linux', env = {}, files = {} }: Machine): Surroundings {
  const home = platform === 'win32' ? 'C:\\Users\\me' : '/home/me';
  return { platform, env, home, tmpDir: '/tmp', readFile: (path) => files[path] ?? null };
}

function discover(options: Machine): Endpoint[] {
  const found = discoverEndpoints(machine(options), options.setting ?? null);
  if (!found.ok) throw new Error(found.error.cause);
  return found.value;
}

const problem = (options: Machine): string => {
  const found = discoverEndpoints(machine(options), options.setting ?? null);
  return found.ok ? 'none' : `${found.error.cause} ${found.error.cure}`;
};

const digest = (name: string) => createHash('sha256').update(name).digest('hex');

/** The files of a docker configuration whose current context is this one. */
function contextFiles(name: string, host: string, tls: string[] = [], skipVerify = false) {
  const dir = '/home/me/.docker/contexts';
  return Object.fromEntries([
    ['/home/me/.docker/config.json', JSON.stringify({ currentContext: name })],
    [
      `${dir}/meta/${digest(name)}/meta.json`,
      JSON.stringify({ Name: name, Endpoints: { docker: { Host: host, SkipTLSVerify: skipVerify } } }),
    ],
    ...tls.map((file) => [`${dir}/tls/${digest(name)}/docker/${file}`, 'pem']),
  ]) as Record<string, string>;
}

describe('one endpoint is named', () => {
  test.each<[what: string, options: Machine, transport: Endpoint['transport']]>([
    ['a socket', { env: { DOCKER_HOST: 'unix:///run/x.sock' } }, { kind: 'socket', path: '/run/x.sock' }],
    ['a bare path', { env: { DOCKER_HOST: '/run/x.sock' } }, { kind: 'socket', path: '/run/x.sock' }],
    [
      'a pipe',
      { platform: 'win32', env: { DOCKER_HOST: 'npipe:////./pipe/mine' } },
      { kind: 'socket', path: '//./pipe/mine' },
    ],
    [
      'tcp',
      { env: { DOCKER_HOST: 'tcp://10.0.0.5' } },
      { kind: 'tcp', host: '10.0.0.5', port: 2375, tls: null },
    ],
    ['host and port', { env: { DOCKER_HOST: 'box:99' } }, { kind: 'tcp', host: 'box', port: 99, tls: null }],
    ['IPv6', { env: { DOCKER_HOST: 'tcp://[::1]:99' } }, { kind: 'tcp', host: '::1', port: 99, tls: null }],
    [
      'tcp with TLS',
      { env: { DOCKER_HOST: 'tcp://box', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' } },
      {
        kind: 'tcp',
        host: 'box',
        port: 2376,
        tls: { ca: '/certs/ca.pem', cert: '/certs/cert.pem', key: '/certs/key.pem', verify: true },
      },
    ],
    [
      'TLS without verification, files of the configuration',
      { env: { DOCKER_HOST: 'tcp://box:1', DOCKER_TLS: '1' } },
      {
        kind: 'tcp',
        host: 'box',
        port: 1,
        tls: {
          ca: '/home/me/.docker/ca.pem',
          cert: '/home/me/.docker/cert.pem',
          key: '/home/me/.docker/key.pem',
          verify: false,
        },
      },
    ],
    ['ssh', { env: { DOCKER_HOST: 'ssh://me@box:22' } }, { kind: 'ssh', user: 'me', host: 'box', port: 22 }],
    ['ssh plain', { env: { DOCKER_HOST: 'ssh://box' } }, { kind: 'ssh', user: '', host: 'box', port: null }],
    [
      'the setting stands above the environment',
      { setting: 'unix:///mine.sock', env: { DOCKER_HOST: 'tcp://box' } },
      { kind: 'socket', path: '/mine.sock' },
    ],
    [
      'DOCKER_HOST stands above contexts',
      {
        env: { DOCKER_HOST: 'unix:///h.sock', DOCKER_CONTEXT: 'x' },
        files: contextFiles('x', 'unix:///c.sock'),
      },
      { kind: 'socket', path: '/h.sock' },
    ],
    [
      'the current context',
      { files: contextFiles('colima', 'unix:///home/me/.colima/docker.sock') },
      { kind: 'socket', path: '/home/me/.colima/docker.sock' },
    ],
    [
      'DOCKER_CONTEXT stands above the current context',
      {
        env: { DOCKER_CONTEXT: 'other' },
        files: {
          ...contextFiles('other', 'unix:///o.sock'),
          '/home/me/.docker/config.json': '{"currentContext":"x"}',
        },
      },
      { kind: 'socket', path: '/o.sock' },
    ],
    [
      'a context with TLS files',
      { files: contextFiles('remote', 'tcp://box:2376', ['ca.pem', 'cert.pem', 'key.pem']) },
      {
        kind: 'tcp',
        host: 'box',
        port: 2376,
        tls: {
          ca: `/home/me/.docker/contexts/tls/${digest('remote')}/docker/ca.pem`,
          cert: `/home/me/.docker/contexts/tls/${digest('remote')}/docker/cert.pem`,
          key: `/home/me/.docker/contexts/tls/${digest('remote')}/docker/key.pem`,
          verify: true,
        },
      },
    ],
  ])('%s', (_what, options, transport) => {
    expect(discover(options).map((endpoint) => endpoint.transport)).toEqual([transport]);
  });
});

describe('nothing is named: the known sockets, the default one first', () => {
  test('Linux', () => {
    const urls = discover({ env: { XDG_RUNTIME_DIR: '/run/user/1000' } }).map(({ url }) => url);
    expect(urls[0]).toBe('unix:///var/run/docker.sock');
    expect(urls).toEqual(
      expect.arrayContaining([
        'unix:///run/user/1000/docker.sock',
        'unix:///home/me/.docker/desktop/docker.sock',
        'unix:///home/me/.orbstack/run/docker.sock',
        'unix:///home/me/.rd/docker.sock',
        'unix:///home/me/.colima/default/docker.sock',
        'unix:///run/user/1000/podman/podman.sock',
        'unix:///run/podman/podman.sock',
      ]),
    );
  });

  test('a context on Windows is read from below the user’s folder', () => {
    const dir = 'C:\\Users\\me\\.docker';
    const files = {
      [`${dir}\\config.json`]: '{"currentContext":"desktop-linux"}',
      [`${dir}\\contexts\\meta\\${digest('desktop-linux')}\\meta.json`]: JSON.stringify({
        Endpoints: { docker: { Host: 'npipe:////./pipe/dockerDesktopLinuxEngine' } },
      }),
    };
    expect(discover({ platform: 'win32', files }).map(({ transport }) => transport)).toEqual([
      { kind: 'socket', path: '//./pipe/dockerDesktopLinuxEngine' },
    ]);
  });

  test('Windows', () => {
    const paths = discover({ platform: 'win32' }).map(({ url }) => url);
    expect(paths).toEqual([
      'npipe:////./pipe/docker_engine',
      'npipe:////./pipe/dockerDesktopLinuxEngine',
      'npipe:////./pipe/podman-machine-default',
    ]);
  });

  test('the context called default, and a broken configuration, mean the same', () => {
    const config = '/home/me/.docker/config.json';
    for (const text of ['{"currentContext":"default"}', '{broken', '{}', '[]', 'null']) {
      expect(discover({ files: { [config]: text } })[0]?.url).toBe('unix:///var/run/docker.sock');
    }
  });
});

describe('what cannot be is told with its cure', () => {
  test('an address that is none', () => {
    for (const url of ['gopher://x', 'tcp://box:99999', 'tcp://', 'unix://', 'ssh://-oProxyCommand=x']) {
      expect(problem({ env: { DOCKER_HOST: url } })).toMatch(/DOCKER_HOST is not an address.*Use unix:/);
    }
  });

  test('a context that does not exist', () => {
    expect(problem({ env: { DOCKER_CONTEXT: 'gone' } })).toMatch(/"gone" does not exist.*docker context use/);
  });

  test('a password in the address is not repeated', () => {
    expect(problem({ env: { DOCKER_HOST: 'gopher://me:hunter2@x' } })).not.toContain('hunter2');
  });
});

const socketEndpoint: Endpoint = {
  url: 'unix:///var/run/docker.sock',
  from: 'the default socket',
  transport: { kind: 'socket', path: '/var/run/docker.sock' },
};
const failure = (code: string, message = code) => Object.assign(new Error(message), { code });

test.each<[string, NodeJS.Platform, RegExp, RegExp]>([
  ['EACCES', 'linux', /No permission/, /usermod -aG docker/],
  ['EACCES', 'win32', /No permission/, /docker-users/],
  ['ENOENT', 'linux', /nothing at unix:/, /systemctl start docker/],
  ['ECONNREFUSED', 'darwin', /Nothing listens/, /Docker Desktop/],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'linux', /TLS failed/, /ca\.pem/],
  ['ETIMEDOUT', 'linux', /does not answer/, /docker version/],
])('%s on %s has a cause and a cure', (code, platform, cause, cure) => {
  const told = diagnose(failure(code), socketEndpoint, platform);
  expect(told.cause).toMatch(cause);
  expect(told.cure).toMatch(cure);
});

test('ssh is called as the docker CLI calls it, the host never taken for an option', () => {
  const args = sshArguments({ kind: 'ssh', user: 'me', host: 'box', port: 2222 });
  expect(args.slice(-5)).toEqual(['--', 'box', 'docker', 'system', 'dial-stdio']);
  expect(args.join(' ')).toContain('-l me -p 2222');
});
