import fc from 'fast-check';

// A verdict on a change must not hang on luck: CI asks the same questions every time, every other run asks new ones.
if (process.env.CI === 'true') fc.configureGlobal({ seed: 20_261_121 });
