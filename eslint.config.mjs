// Lints of all JavaScript. Types, and names that do not exist, are the compiler's matter (web/tsconfig.json, web/tsconfig.workers.json).

/** Faults, as ESLint recommends them. */
const faults = [
  'constructor-super', 'for-direction', 'getter-return', 'no-async-promise-executor', 'no-case-declarations', 'no-class-assign', 'no-compare-neg-zero',
  'no-cond-assign', 'no-const-assign', 'no-constant-binary-expression', 'no-control-regex', 'no-debugger', 'no-delete-var', 'no-dupe-args', 'no-dupe-class-members',
  'no-dupe-else-if', 'no-dupe-keys', 'no-duplicate-case', 'no-empty', 'no-empty-character-class', 'no-empty-pattern', 'no-empty-static-block', 'no-ex-assign', 'no-extra-boolean-cast',
  'no-fallthrough', 'no-func-assign', 'no-global-assign', 'no-import-assign', 'no-invalid-regexp', 'no-irregular-whitespace', 'no-loss-of-precision',
  'no-misleading-character-class', 'no-new-native-nonconstructor', 'no-obj-calls', 'no-octal', 'no-prototype-builtins', 'no-redeclare', 'no-regex-spaces', 'no-self-assign',
  'no-setter-return', 'no-shadow-restricted-names', 'no-sparse-arrays', 'no-this-before-super', 'no-unassigned-vars', 'no-unexpected-multiline', 'no-unreachable', 'no-unsafe-finally',
  'no-unsafe-negation', 'no-unsafe-optional-chaining', 'no-unused-labels', 'no-unused-private-class-members', 'no-useless-assignment',
  'no-useless-catch', 'no-useless-escape', 'no-with', 'preserve-caught-error', 'use-isnan', 'valid-typeof',
];

/** What else this project wants, or not. */
const manners = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-alert': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
  'no-var': 'error',
  'prefer-const': 'error',
};

const rules = { ...Object.fromEntries(faults.map((name) => [name, 'error'])), ...manners };

export default [
  { ignores: ['target/**', 'dist/**', 'artifacts/**', '**/node_modules/**', 'tests/projects/*/dist/**', 'tests/projects/next/.next/**'] },
  { files: ['web/**/*.js'], linterOptions: { reportUnusedDisableDirectives: 'error' }, rules },
  { files: ['tests/projects/**/*.js', '**/*.mjs'], rules },
  { files: ['tests/visitor/page_avatar/withheld.js'], rules },
  {
    // Bodies of functions that the tests hand to the browser, where a fragment may use what another has left.
    files: ['tests/visitor/**/*.js', 'tests/harness/**/*.js', 'tests/bench/**/*.js', 'src/**/*.js'],
    ignores: ['tests/visitor/page_avatar/withheld.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules,
  },
];
