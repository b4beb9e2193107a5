import { faultDiagonal, PREPARING } from '../support/faults/matrix.ts'

faultDiagonal(PREPARING)
