import { faultMatrix, PREPARING } from '../support/faults/matrix.ts'

faultMatrix(PREPARING, true)
