// Opens the market page in a real browser, asserts that its book moves, and saves a screenshot.
// Prints each check as one JSON line; exits 0 only when all of them hold.
// usage: node page.mjs URL SCREENSHOT
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, screenshot] = process.argv.slice(2);
const LIMIT_MS = 60_000;
let failed = 0;

function check(name, holds, found) {
  if (!holds) failed++;
  console.log(JSON.stringify({ name, holds, found: String(found) }));
}

async function executable() {
  for (const candidate of [process.env.CAISSON_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome']) {
    if (candidate && fs.existsSync(candidate)) return candidate;
  }
  // The package unpacks itself into the temporary folder, where another user may have been first.
  process.env.TMPDIR = path.join(import.meta.dirname, '../target/browser');
  fs.mkdirSync(process.env.TMPDIR, { recursive: true });
  // Its own arguments are for a machine without shared memory and stall a screenshot here.
  return (await import('@sparticuz/chromium')).default.executablePath();
}

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'caisson-browser-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: await executable(),
  headless: true,
  viewport: { width: 1280, height: 900 },
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  const errors = [];
  const foreign = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) foreign.push(request.url());
  });
  await page.goto(url, { timeout: LIMIT_MS });
  const text = (id) => page.getByTestId(id).first().innerText();
  const book = () => page.getByTestId('book-row').evaluateAll((rows) => rows.map((row) => row.innerText).join('|'));

  await page.getByTestId('book-row').first().waitFor({ timeout: LIMIT_MS });
  const before = await book();
  check('the book has rows', before.length > 0, before.split('|').length);
  await page.waitForFunction(
    (old) => [...document.querySelectorAll('[data-testid="book-row"]')].map((row) => row.innerText).join('|') !== old,
    before,
    { timeout: LIMIT_MS },
  );
  check('the book moves', (await book()) !== before, 'changed');
  await page.getByTestId('trade-row').first().waitFor({ timeout: LIMIT_MS });
  check('trades are shown', true, await page.getByTestId('trade-row').count());
  check('a mark price is shown', /\d/.test(await text('mark-price')), await text('mark-price'));
  await page.waitForFunction(
    () => /\d/.test(document.querySelector('[data-testid="batch-number"]')?.innerText ?? ''),
    undefined,
    { timeout: LIMIT_MS },
  );
  check('the last batch is shown', true, await text('batch-number'));
  check('its transaction is shown', /0x/.test(await text('batch-transaction')), await text('batch-transaction'));
  check('no script error', errors.length === 0, errors.join('; ') || 'none');
  check('no outside address', foreign.length === 0, foreign.join('; ') || 'none');
  await page.screenshot({ path: screenshot, fullPage: true });
} catch (error) {
  check('the page works', false, String(error).split('\n')[0]);
} finally {
  await context.close();
  fs.rmSync(profile, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
