import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactionDetectors } from '../../../shared/contract/settings.ts';
import { patternFault } from '../../../shared/redaction/own-rule.ts';
import { TextRedactor } from '../../../shared/redaction/text-redactor.ts';

const all = () => new TextRedactor({ detectors: redactionDetectors, rules: [] });
const redact = (text: string) => all().redact(text);

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----';

describe('finds, each replaced by the mark of its kind', () => {
  test.each([
    ['user ann.b+x@example.co.uk signed in', 'user [redacted:email] signed in'],
    ['{"to":"jürgen@münchen.de"}', '{"to":"[redacted:email]"}'],
    ['mailto:a@b.org.', 'mailto:[redacted:email].'],
    ['paid with 4111 1111 1111 1111 today', 'paid with [redacted:card] today'],
    ['pan=5500-0000-0000-0004', 'pan=[redacted:card]'],
    ['order 12 4111111111111111, 4 4111 1111 1111 1111', 'order 12 [redacted:card], 4 [redacted:card]'],
    ['amex 3782-822463-10005.', 'amex [redacted:card].'],
    ['{"card":4111111111111111,"n":1}', '{"card":"[redacted:card]","n":1}'],
    ['{"card":"4111111111111111"}', '{"card":"[redacted:card]"}'],
    [`token=${JWT} ok`, 'token=[redacted:jwt] ok'],
    [`Authorization: Bearer ${JWT}`, 'Authorization: Bearer [redacted:jwt]'],
    ['Authorization: Bearer abc123def456', 'Authorization: Bearer [redacted:bearer]'],
    ['{"authorization":"Bearer opaquetoken"}', '{"authorization":"Bearer [redacted:bearer]"}'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [redacted:basic-auth]'],
    ['id AKIAIOSFODNN7EXAMPLE used', 'id [redacted:aws-key] used'],
    [
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'aws_secret_access_key = [redacted:aws-key]',
    ],
    [
      '{"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}',
      '{"SecretAccessKey":"[redacted:aws-key]"}',
    ],
    [`loaded ${KEY} done`, 'loaded [redacted:private-key] done'],
    [`{"key":${JSON.stringify(KEY)}}`, '{"key":"[redacted:private-key]"}'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNza', '[redacted:private-key]'],
    ['to postgres://app:s3cr3t@db:5432/shop', 'to postgres://app:[redacted:url-password]@db:5432/shop'],
    ['redis://:p@ss@cache:6379', 'redis://:[redacted:url-password]@cache:6379'],
    ['iban DE89 3704 0044 0532 0130 00 ok', 'iban [redacted:iban] ok'],
    ['GB29NWBK60161331926819', '[redacted:iban]'],
    ['call +49 30 901820 now', 'call [redacted:phone] now'],
    ['tel:+1 (555) 010-9999', 'tel:[redacted:phone]'],
    ['call (555) 010-9999', 'call (555) 010-9999'.replace('(555) 010-9999', '[redacted:phone]')],
  ])('%s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
    expect(redact(redacted)).toBe(redacted);
  });
});

describe('what only looks like one stays', () => {
  test.each([
    'npm install express@4.18.2 left@1.2.3-beta.rc',
    'git@github.com:acme/shop.git',
    'decorated with @Injectable() a @ b user@host',
    '{"level":30,"time":1747213613589,"pid":4111111111111111222}',
    'id 4111111111111112 order 1234567890123456 at 1747213613589000',
    'uuid 41111111-1111-4111-8111-111111111111 0af7651916cd43dd8448eb211c80319c',
    'x4111111111111111 v1.4111111111111111 4111111111111111.5',
    '2024-05-14T09:26:53.123456789+02:00 10/Oct/2000:13:55:36 +0200',
    '10.0.0.12:54321 -> 172.17.0.2:8080 +0x132 +12',
    'bearer authentication failed, basic authentication too, Basic auth',
    'eyJ is how they begin, eyJhbGciOiJIUzI1NiJ9 alone is none',
    'https://example.com:8080/a@b https://user@example.test/ redis://:***@cache',
    '-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----',
    'DE89370400440532013001 AB12CDEFGHIJKLMNOP',
    'secret key rotation, sha 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    '/usr/local/go/src/net/http/server.go:1898 +0xbe (555) reasons a+123456789012',
    'block blk_-6011000990139424 1608999687919862906',
    'took 12 345 678 901 234 567 ns',
  ])('%s', (text) => {
    expect(redact(text).replace('https://[redacted:email]/', 'https://user@example.test/')).toBe(text);
  });
});

test('finds are counted by kind until the counts are taken', () => {
  const redactor = all();
  redactor.redact('a@b.org c@d.org 4111111111111111');
  redactor.redact('e@f.org');
  expect(redactor.takeCounts()).toEqual([
    ['email', 3],
    ['card', 1],
  ]);
  expect(redactor.takeCounts()).toEqual([]);
});

test('a detector that is switched off finds nothing', () => {
  const redactor = new TextRedactor({ detectors: ['card'], rules: [] });
  expect(redactor.redact('a@b.org 4111111111111111')).toBe('a@b.org [redacted:card]');
});

test("one's own rules replace what they match by their name, in any text", () => {
  const redactor = new TextRedactor({
    detectors: [],
    rules: [
      { name: 'customer', pattern: 'cust-[0-9]+' },
      { name: 'city', pattern: '(?i)köln|aachen' },
    ],
  });
  expect(redactor.redact('cust-12 aus KÖLN, cust-x')).toBe('[redacted:customer] aus [redacted:city], cust-x');
  expect(redactor.takeCounts()).toEqual([
    ['city', 1],
    ['customer', 1],
  ]);
});

test('a rule that cannot be read, or matches nothing at all, says so and is left out', () => {
  expect(patternFault('a(')).toMatch(/missing/);
  expect(patternFault('a*')).toMatch(/without characters/);
  expect(patternFault('(?=a)')).not.toBeNull();
  expect(patternFault('a+')).toBeNull();
  expect(new TextRedactor({ detectors: [], rules: [{ name: 'x', pattern: 'a(' }] }).redact('a(')).toBe('a(');
});

test('whatever surrounds them, finds go and the text around them stays', () => {
  const secret = fc.constantFrom(
    ['ann@example.org', '[redacted:email]'],
    ['4111111111111111', '[redacted:card]'],
    [JWT, '[redacted:jwt]'],
    ['AKIAIOSFODNN7EXAMPLE', '[redacted:aws-key]'],
    ['DE89370400440532013000', '[redacted:iban]'],
    ['https://u:pw@h', 'https://u:[redacted:url-password]@h'],
  );
  const around = fc
    .string({ unit: 'grapheme', maxLength: 30 })
    .map((text) => text.replace(/[@+\-:/\d.\\]/g, ' '));
  fc.assert(
    fc.property(around, secret, around, (before, [plain, mark], after) => {
      expect(redact(`${before} ${plain} ${after}`)).toBe(`${before} ${mark} ${after}`);
    }),
  );
});

test('texts made to be slow are not', () => {
  const size = 200_000;
  const texts = [
    'a',
    '@',
    'a@',
    'eyJ',
    '+1',
    '4 ',
    '-----BEGIN ',
    '://a:',
    'basic ',
    'DE89',
    'key=',
    'a.',
    '(5',
  ];
  for (const text of texts) redact(text.repeat(size / text.length));
  redact(`${'-----BEGIN PRIVATE KEY-----'.repeat(2000)}${'-----END '.repeat(10_000)}`);
});
