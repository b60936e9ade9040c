import { startApp } from './app.ts';

await startApp();
