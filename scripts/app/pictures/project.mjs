import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const cart = `/** Adds up what is in the cart, in cents. */
export function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.quantity;
  }
  return sum;
}

/** The part of a price that is tax. */
export function tax(cents, rate) {
  return cents * rate;
}
`;

const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tax, total } from '../src/cart.js';

test('adds up', () => assert.equal(total([{ price: 250, quantity: 2 }]), 500));
test('rounds to a cent', () => assert.equal(tax(1999, 0.2), 400));
`;

const files = {
  'package.json': `${JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
  'src/cart.js': cart,
  'test/cart.test.js': test,
  'README.md': '# Shop\n\nPrices are in cents.\n',
  '.gitignore': 'node_modules\n.env\n',
  '.env': 'STRIPE_KEY=only-an-example\n',
};

/** Makes the small repository that the agents of the pictures work on, in a folder that is not there yet. */
export function makeProject(folder) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const git = (...words) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words]);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'Add the cart');
  // The app runs as another user where root takes the pictures.
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'bulkhead-test:bulkhead-test', folder]);
}

/** What the agent does to the project: a repair with its test, and two things that a person should look at. */
export const repair = `cd /workspace
cat > edit.mjs <<'END'
import { readFileSync, writeFileSync } from 'node:fs';
const change = (file, from, to) => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
change('src/cart.js', 'of a price that is tax. */', 'of a price that is tax, rounded half up to a cent. */');
change('src/cart.js', 'return cents * rate;', 'return Math.round(cents * rate);');
change('src/cart.js', 'export function total(items) {\\n  let sum = 0;\\n  for (const item of items) {\\n    sum += item.price * item.quantity;\\n  }\\n  return sum;\\n}', 'export function total(items) {\\n  return items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);\\n}');
change('package.json', '"test": "node --test"', '"test": "node --test",\\n    "postinstall": "node scripts/setup.js"');
END
node edit.mjs && rm edit.mjs
mkdir -p scripts .github/workflows
echo "console.log('ready');" > scripts/setup.js
printf 'on: push\\njobs:\\n  test:\\n    runs-on: ubuntu-latest\\n    steps:\\n      - run: npm test\\n' > .github/workflows/test.yml
echo "test('an empty cart costs nothing', () => assert.equal(total([]), 0));" >> test/cart.test.js`;
