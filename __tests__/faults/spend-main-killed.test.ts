import { faultMatrix, SPENDING } from '../support/faults/matrix.ts'

faultMatrix(SPENDING, true)
