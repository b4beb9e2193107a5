import { faultMatrix } from '../support/faults/matrix.ts'

faultMatrix(
  [
    'the repository',
    'the run',
    'the public key',
    "the refresh token's metadata",
    "the access token's metadata",
    'the write probe',
  ],
  false,
)
