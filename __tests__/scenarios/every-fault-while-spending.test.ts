import { faultDiagonal, SPENDING } from '../support/faults/matrix.ts'

faultDiagonal(SPENDING)
