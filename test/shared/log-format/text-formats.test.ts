import { expect, test } from 'vitest';
import { type Said, say } from './cases.ts';

const AT = '2024-05-14T09:26:53.589Z';
const SECOND = '2024-05-14T09:26:53.000Z';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const request = { method: 'GET', path: '/', protocol: 'HTTP/1.1', status: 200 };

const lines: [line: string, said: Said][] = [
  // PostgreSQL, MySQL, Redis
  [
    '2024-05-14 09:26:53.589 UTC [71] app@shop ERROR:  relation "x" does not exist',
    {
      format: 'postgresql',
      time: AT,
      severity: 17,
      message: 'relation "x" does not exist',
      fields: { pid: 71, user: 'app', database: 'shop' },
    },
  ],
  ['2024-05-14 09:26:53.589 CEST [71] LOG:  ready', { format: 'postgresql', severity: 9, message: 'ready' }],
  [
    '2024-05-14T09:26:53.589Z 0 [Warning] [MY-010068] [Server] text',
    { time: AT, severity: 13, message: '[MY-010068] [Server] text' },
  ],
  [
    '1:M 14 May 2024 09:26:53.589 # low memory',
    { format: 'redis', time: AT, severity: 13, message: 'low memory', fields: { pid: 1, role: 'M' } },
  ],
  [
    '1:signal-handler (1715678813) Received SIGTERM',
    { format: 'redis', time: SECOND, message: 'Received SIGTERM' },
  ],
  // Java
  [
    '2024-05-14 09:26:53,589 INFO  [main] c.a.App - started n=5',
    {
      format: 'java',
      time: AT,
      severity: 9,
      message: 'started n=5',
      fields: { thread: 'main', logger: 'c.a.App', n: 5 },
    },
  ],
  [
    '09:26:53.589 [main] DEBUG com.acme.App - text',
    { format: 'java', time: null, severity: 5, fields: { thread: 'main', logger: 'com.acme.App' } },
  ],
  [
    `2024-05-14T09:26:53.589Z  INFO 17 --- [shop] [exec-1] [${TRACE}-${SPAN}] c.a.Orders : created`,
    {
      ...{ format: 'java', message: 'created', trace: `${TRACE} ${SPAN}` },
      fields: {
        pid: 17,
        application: 'shop',
        thread: 'exec-1',
        context: `${TRACE}-${SPAN}`,
        logger: 'c.a.Orders',
      },
    },
  ],
  [
    `2024-05-14 09:26:53.589  INFO [shop,${TRACE},${SPAN}] 17 --- [exec-1] c.a.Orders : created`,
    { format: 'java', trace: `${TRACE} ${SPAN}` },
  ],
  [
    '14-May-2024 09:26:53.589 INFO [main] org.apache.Catalina.start Server startup',
    { format: 'java', time: AT, message: 'Server startup' },
  ],
  [
    'May 14, 2024 9:26:53 PM com.acme.App run\nWARNING: careful',
    { format: 'java', time: '2024-05-14T21:26:53.000Z', severity: 13, message: 'careful' },
  ],
  [
    '081109 203615 148 INFO dfs.DataNode$PacketResponder: text',
    { format: 'java', time: '2008-11-09T20:36:15.000Z', severity: 9, message: 'text' },
  ],
  [
    '2024-05-14 09:26:53,589 ERROR [main] c.a.App - failed\njava.io.IOException: closed\n\tat a.B(C.java:1)\nCaused by: x.Y: z',
    { format: 'java', severity: 17, message: 'failed', exception: ['java.io.IOException', 'closed'] },
  ],
  [
    'Exception in thread "main" java.lang.Error: x\n\tat a.B(C.java:1)',
    { format: 'java', severity: 17, exception: ['java.lang.Error', 'x'] },
  ],
  ['java.lang.IllegalStateException: boom', { format: 'java', severity: 17 }],
  // Python
  [
    '2024-05-14 09:26:53,589 - app.db - WARNING - slow',
    { format: 'python', time: AT, severity: 13, message: 'slow', fields: { logger: 'app.db' } },
  ],
  [
    'WARNING:django.request:Not Found: /x',
    { format: 'python', severity: 13, message: 'Not Found: /x', fields: { logger: 'django.request' } },
  ],
  [
    'INFO:     172.17.0.1:40184 - "GET / HTTP/1.1" 200 OK',
    { format: 'python', severity: 9, message: '172.17.0.1:40184 - "GET / HTTP/1.1" 200 OK' },
  ],
  [
    '2024-05-14 09:26:53.589 | ERROR    | app:run:12 - failed',
    { format: 'python', time: AT, severity: 17, message: 'failed' },
  ],
  [
    'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\nValueError: bad value',
    {
      format: 'python',
      severity: 17,
      message: 'ValueError: bad value',
      exception: ['ValueError', 'bad value'],
    },
  ],
  // .NET
  [
    'info: Shop.Orders[14]\n      Order created',
    {
      format: 'dotnet',
      severity: 9,
      message: 'Order created',
      fields: { category: 'Shop.Orders', event_id: 14 },
    },
  ],
  ['crit: Shop.Orders[14] down', { format: 'dotnet', severity: 18, message: 'down' }],
  [
    '2024-05-14 09:26:53.5892|WARN|Shop.Orders|slow',
    { format: 'dotnet', time: AT, severity: 13, message: 'slow', fields: { logger: 'Shop.Orders' } },
  ],
  [
    'Unhandled exception. System.InvalidOperationException: no stock\n   at Shop.Main() in /P.cs:line 4',
    { format: 'dotnet', severity: 17, exception: ['System.InvalidOperationException', 'no stock'] },
  ],
  // Go
  [
    '2024/05/14 09:26:53.589000 server.go:23: listening',
    { format: 'go', time: AT, message: 'listening', fields: { source: 'server.go:23' } },
  ],
  [
    'panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:8',
    { format: 'go', severity: 21, exception: ['panic', 'runtime error: index out of range'] },
  ],
  [
    'I0514 09:26:53.589000       1 a.go:169] "Pods evicted" total=0 pod:="a/b"',
    {
      format: 'klog',
      severity: 9,
      message: 'Pods evicted',
      fields: { pid: 1, source: 'a.go:169', total: 0, pod: 'a/b' },
    },
  ],
  ['E20240514 09:26:53.589000 1 a.cc:3] glog', { format: 'klog', time: AT, severity: 17, message: 'glog' }],
  // nginx, Apache, HAProxy, IIS
  [
    '2024/05/14 09:26:53 [crit] 29#31: *7 connect() failed, client: 203.0.113.9, server: _, request: "GET / HTTP/1.1"',
    {
      ...{ format: 'web-error', time: SECOND, severity: 18, message: 'connect() failed' },
      fields: {
        pid: 29,
        tid: 31,
        connection: 7,
        client: '203.0.113.9',
        server: '_',
        request: 'GET / HTTP/1.1',
      },
    },
  ],
  [
    '[Tue May 14 09:26:53.589456 2024] [core:error] [pid 35:tid 43] [client 72.15.99.187:47] AH00128: no file',
    {
      format: 'web-error',
      time: AT,
      severity: 17,
      message: 'AH00128: no file',
      fields: { module: 'core', pid: 35, tid: 43, client: '72.15.99.187:47' },
    },
  ],
  [
    '1.2.3.4 - - [14/May/2024:09:26:53 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8" "10.0.0.1" rt=0.123 urt="0.120"',
    {
      format: 'access',
      time: SECOND,
      severity: 9,
      fields: {
        remote_addr: '1.2.3.4',
        ...request,
        bytes: 5,
        user_agent: 'curl/8',
        rt: 0.123,
        urt: 0.12,
        forwarded_for: '10.0.0.1',
      },
    },
  ],
  [
    '::1 - - [14/May/2024:09:26:53 +0000] "GET / HTTP/1.1" 200 5 "-" "-" 315 0.004 [shop-80] [] 10.0.0.7:80 5 0.004 200 9a8b',
    {
      fields: {
        ...{
          remote_addr: '::1',
          ...request,
          bytes: 5,
          request_length: 315,
          request_time: 0.004,
          upstream_name: 'shop-80',
        },
        ...{
          upstream_addr: '10.0.0.7:80',
          upstream_response_length: 5,
          upstream_response_time: 0.004,
          upstream_status: 200,
          request_id: '9a8b',
        },
      },
    },
  ],
  [
    'a.com:443 1.2.3.4 - bob [14/May/2024:09:26:53 +0000] "\\x16\\x03" 400 -',
    {
      format: 'access',
      fields: {
        vhost: 'a.com:443',
        remote_addr: '1.2.3.4',
        remote_user: 'bob',
        request: '\\x16\\x03',
        status: 400,
      },
    },
  ],
  [
    'Feb 25 16:19:49 lb haproxy[7]: 1.2.3.4:5 [14/May/2024:09:26:53.589] in~ back/srv 0/1/2/3/6 200 306 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
    {
      ...{ format: 'haproxy', time: AT, message: 'GET / HTTP/1.1' },
      fields: {
        ...{
          app: 'haproxy',
          pid: 7,
          host: 'lb',
          remote_addr: '1.2.3.4',
          remote_port: 5,
          frontend: 'in',
          backend: 'back',
          server: 'srv',
        },
        ...{
          time_request: 0,
          time_queue: 1,
          time_connect: 2,
          time_response: 3,
          duration_ms: 6,
          bytes: 306,
          termination_state: '----',
          ...request,
        },
      },
    },
  ],
  [
    '2024-05-14 09:26:53 10.0.0.1 GET / - 80 - 1.2.3.4 curl - 200 0 0 15',
    {
      ...{ format: 'w3c', time: SECOND, message: 'GET /' },
      fields: {
        ...{
          server_addr: '10.0.0.1',
          method: 'GET',
          path: '/',
          server_port: 80,
          remote_addr: '1.2.3.4',
          user_agent: 'curl',
        },
        ...{ status: 200, substatus: 0, win32_status: 0, duration_ms: 15 },
      },
    },
  ],
  ['#Fields: date time s-ip', { format: 'w3c', time: null }],
  // syslog
  [
    '<165>1 2024-05-14T09:26:53.589Z host app 17 ID47 [x@1 a="b c" d="e\\"f"] \ufefftext',
    {
      format: 'syslog',
      time: AT,
      severity: 10,
      message: 'text',
      fields: {
        host: 'host',
        app: 'app',
        pid: 17,
        msgid: 'ID47',
        facility: 'local4',
        'x@1.a': 'b c',
        'x@1.d': 'e"f',
      },
    },
  ],
  ['188 <29>1 - - - - - - text', { format: 'syslog', severity: 10, message: 'text' }],
  [
    '<13>May 14 09:26:53 root: no host',
    { format: 'syslog', severity: 10, message: 'no host', fields: { app: 'root', facility: 'user' } },
  ],
  [
    '<14>docker/abc[17]: no time',
    {
      format: 'syslog',
      severity: 9,
      time: null,
      message: 'no time',
      fields: { app: 'docker/abc', pid: 17, facility: 'user' },
    },
  ],
  [
    '2024-05-14T11:26:53.589123+02:00 host sshd[17]: Accepted',
    { format: 'syslog', time: AT, fields: { app: 'sshd', pid: 17, host: 'host' } },
  ],
  [
    'Jun 19 04:09:11 combo syslogd 1.4.1: restart.',
    { format: 'syslog', message: 'restart.', fields: { app: 'syslogd', host: 'combo' } },
  ],
  [
    '<3>Start failed [id=a exit_code=137]',
    { format: 'priority', severity: 17, message: 'Start failed', fields: { id: 'a', exit_code: 137 } },
  ],
  // brackets and consoles
  [
    '[2024-05-14 09:26:53 +0000] [17] [INFO] Booting',
    { format: 'bracketed', time: SECOND, severity: 9, message: 'Booting', fields: { pid: 17 } },
  ],
  [
    '[2024-05-14 09:26:53,589: WARNING/MainProcess] celery',
    { format: 'bracketed', severity: 13, message: 'celery', fields: { logger: 'MainProcess' } },
  ],
  [
    '[2024-05-14T09:26:53,589][INFO ][o.e.n.Node    ] [node-1] started',
    { format: 'bracketed', time: AT, message: 'started' },
  ],
  [
    '[2024-05-14T09:26:53.589+00:00] app.ERROR: text',
    { format: 'bracketed', severity: 17, message: 'text', fields: { logger: 'app' } },
  ],
  [
    '[12:00:00.000] WARN (17): text',
    { format: 'bracketed', time: null, severity: 13, message: 'text', fields: { pid: 17 } },
  ],
  [
    'I, [2024-05-14T09:26:53.589123 #17]  INFO -- web: ruby',
    { format: 'bracketed', time: AT, severity: 9, message: 'ruby', fields: { pid: 17, logger: 'web' } },
  ],
  [
    '2024-05-14T09:26:53.589Z\terror\thttp\ta/b.go:128\tExporting failed\t{"items": 60}',
    {
      format: 'console',
      time: AT,
      severity: 17,
      message: 'Exporting failed',
      fields: { logger: 'http', caller: 'a/b.go:128', items: 60 },
    },
  ],
  [
    '2024-05-14T09:26:53Z INF done order=5 took=1.5ms',
    { format: 'console', severity: 9, message: 'done', fields: { order: 5, took: '1.5ms' } },
  ],
  [
    'ERRO[0012] failed           order=5',
    { format: 'console', severity: 17, message: 'failed', fields: { order: 5 } },
  ],
  // logfmt and plain
  [
    `time="${AT}" level=info msg="a \\"b\\"" n=1 big=9223372036854775807 neg=-1.5 zip=01234 ok=true empty= trace_id=${TRACE}`,
    {
      format: 'logfmt',
      time: AT,
      severity: 9,
      message: 'a "b"',
      fields: {
        n: 1,
        big: 9223372036854775807n,
        neg: -1.5,
        zip: '01234',
        ok: true,
        empty: '',
        trace_id: TRACE,
      },
      trace: TRACE,
    },
  ],
  [
    '2024-05-14T09:26:53.589Z  INFO shop::orders: created id=5',
    { format: 'plain', severity: 9, message: 'created id=5', fields: { target: 'shop::orders', id: 5 } },
  ],
  [
    'info: text {"service":"shop","id":5}',
    { format: 'plain', severity: 9, message: 'text', fields: { service: 'shop', id: 5 } },
  ],
  [`request failed trace_id=${TRACE} span_id=${SPAN}`, { format: 'plain', trace: `${TRACE} ${SPAN}` }],
  ['1715678813589 Hello', { format: 'plain', time: AT, message: 'Hello' }],
  [
    'TypeError: x is undefined\n    at a (/app/x.js:1:1)',
    { severity: 17, exception: ['TypeError', 'x is undefined'] },
  ],
  [
    '/app/x.js:3\n    throw new Error("boom")\n    ^\n\nError: boom\n    at a (/app/x.js:3:1)',
    { exception: ['Error', 'boom'] },
  ],
  ['web-1  | WARN careful', { severity: 13, message: 'careful', fields: { 'compose.service': 'web-1' } }],
  ['WARN | careful', { severity: 13, message: 'careful', fields: {} }],
  ['just words', { format: 'plain', time: null, severity: 0, message: 'just words', fields: {}, trace: '' }],
];

test.each(lines)('%s', (line, said) => {
  expect(say(line, said)).toEqual(said);
});
