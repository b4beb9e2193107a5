import { faultDiagonal } from '../support/faults/matrix.ts'

faultDiagonal()
