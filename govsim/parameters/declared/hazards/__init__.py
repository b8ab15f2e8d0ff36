"""Section "hazards": how hazards emerge, are detected, are rectified and turn into accidents (M14, M15, M04, M10)."""

from govsim.parameters.declared.hazards import accident, detection, emergence, rectification

PARAMETERS = (
    *emergence.PARAMETERS,
    *accident.PARAMETERS,
    *detection.PARAMETERS,
    *rectification.PARAMETERS,
)
