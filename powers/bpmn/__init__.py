"""Flowcharts as BPMN 2.0 files, out (`writing`) and in (`reading`): plain values, no models, no requests."""
