import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentSecurityPolicy, NONCE_PLACEHOLDER } from '../../../shared/content-security-policy.ts';
import { notBuiltPage } from './pages.ts';

const YEAR_S = 31_536_000;

/** A view's URL has no file ending; what has one and is not there is missing. */
const isViewUrl = (url: string) => !/\.[a-z0-9]+$/i.test(url.split('?', 1)[0] ?? '');

/**
 * The built UI: its files as they are, and index.html for `/` and for every view's URL, each time with a fresh
 * nonce that the policy and the page share.
 */
export async function serveUiFiles(app: FastifyInstance, rendererDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: rendererDir,
    prefix: '/',
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders(reply, path) {
      reply.header('content-security-policy', contentSecurityPolicy(null));
      // Names of built files hold a hash of their content.
      const hashed = path.startsWith(join(rendererDir, 'assets'));
      reply.header('cache-control', hashed ? `max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });

  const index = (request: FastifyRequest, reply: FastifyReply) => sendIndex(rendererDir, request, reply);
  app.get('/', index);
  app.get('/index.html', index);
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (wantsPage && isViewUrl(request.url) && !request.url.startsWith('/api/')) return index(request, reply);
    return reply.code(404).send({ error: `nothing at ${request.url.split('?', 1)[0]}` });
  });
}

async function sendIndex(rendererDir: string, request: FastifyRequest, reply: FastifyReply) {
  const nonce = randomBytes(16).toString('base64');
  // connect-src 'self' does not cover ws: in every browser. Host has passed the guard.
  const policy = contentSecurityPolicy(nonce, [`ws://${request.headers.host}`]);
  const html = await readIndex(rendererDir);
  return reply
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html.replaceAll(NONCE_PLACEHOLDER, nonce));
}

async function readIndex(rendererDir: string): Promise<string> {
  try {
    return await readFile(join(rendererDir, 'index.html'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return notBuiltPage();
    throw error;
  }
}
