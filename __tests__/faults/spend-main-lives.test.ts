import { faultMatrix } from './matrix.ts'

faultMatrix(['the exchange', 'the refresh token', 'the access token'], false)
