import { behindDigits, hasText, isLetter, skipBlanks } from '../bytes.ts';
import type { TextReader } from '../text-reader.ts';
import { readTime } from '../time-bytes.ts';

/** `.` debug, `-` verbose, `*` notice, `#` warning. */
const severities: Record<number, number> = { 46: 5, 45: 6, 42: 10, 35: 13 };

/** `1:M 14 May 2024 09:26:53.589 * Ready to accept connections` of Redis and Valkey, and what its signal handler writes. */
export const redis: TextReader = {
  format: 'redis',
  read(bytes, start, end, head) {
    const colon = behindDigits(bytes, start, Math.min(end, start + 10));
    if (colon === start || colon + 3 >= end || bytes[colon] !== 0x3a) return false;
    const role = colon + 1;
    if (hasText(bytes, role, end, 'signal-handler (')) {
      const digits = behindDigits(bytes, role + 16, end);
      if (readTime(bytes, role + 16, end, head) !== digits || bytes[digits] !== 0x29) return false;
      head.part('pid', start, colon);
      head.message(skipBlanks(bytes, digits + 1, end), end);
      return true;
    }
    if (!isLetter(bytes[role] as number) || bytes[role + 1] !== 0x20) return false;
    const time = readTime(bytes, role + 2, end, head);
    const severity = severities[bytes[time + 1] as number];
    if (time < 0 || severity === undefined || time + 2 > end || bytes[time] !== 0x20) return false;
    head.part('pid', start, colon);
    head.part('role', role, role + 1);
    head.level(severity, time + 1, time + 2);
    head.message(skipBlanks(bytes, time + 2, end), end);
    return true;
  },
};
