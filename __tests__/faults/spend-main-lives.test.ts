import { faultMatrix } from '../support/faults/matrix.ts'

faultMatrix(['the exchange', 'the refresh token', 'the access token'], false)
