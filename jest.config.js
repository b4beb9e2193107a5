/**
 * Tests run as native ES modules on Node 24: `npm test` puts the `node` package of this project first in the
 * PATH. TypeScript is stripped by Node itself, so what runs under test is what the compiler checked.
 *
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': './jest.strip-types.js',
    'workflow-parser/.*-schema\\.js$': './jest.json-imports.js',
  },
  transformIgnorePatterns: ['/node_modules/(?!@actions/workflow-parser/)'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/', '<rootDir>/__tests__/support/versions/'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  coverageReporters: ['text', 'lcov'],
  // Only there to end a test that hangs: a busy machine may take long.
  testTimeout: 180_000,
  maxWorkers: '100%',
  // A busy machine takes longer than Jest's half a second to end a worker that has grown.
  workerGracefulExitTimeout: 30_000,
}
