import { faultShare, PREPARING } from '../support/faults/matrix.ts'

faultShare(PREPARING)
