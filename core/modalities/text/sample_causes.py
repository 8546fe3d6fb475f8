"""The sample's causes: what was found to be behind a mishap, told in many ways.

Each is about one part of a device, and both classes speak of all parts. There are so many ways that most come once or
twice in the sample: who counts words meets new ones in each note, and has to know what they mean.
"""

from __future__ import annotations

#: of each part how it is told where the device was at fault, and where it was how the device was used
CAUSES = (
    (
        (
            "the battery had been charged overnight and still held no charge",
            "its power pack, fresh off the charger, went flat within minutes",
            "a cell in the battery had died long before its time",
            "the accumulator swelled and gave out in spite of regular charging",
        ),
        (
            "the battery had been left off its charger by the night nurse",
            "the porters had not plugged it in after the last transport, so its power pack was flat",
            "the charger stood ready, but a temp never docked it",
            "the daughter had unplugged it to charge her phone and the accumulator was empty",
        ),
    ),
    (
        (
            "the cable was plugged in firmly, yet its inner wire had broken",
            "a conductor inside the lead had snapped beneath sound insulation",
            "the socket in the housing had come loose from its board",
            "the lead had been renewed as planned and its contact corroded at once",
        ),
        (
            "the cable was in order, yet a hurried colleague had plugged it in halfway",
            "a student had hooked the lead to the neighbouring socket",
            "the cleaner had yanked out the cord with a trolley",
            "an orderly had squeezed the lead of another model into the port",
        ),
    ),
    (
        (
            "the filter was new and fitted well, but its housing leaked",
            "the filter frame was warped when it came out of the factory",
            "the membrane tore although its hours were far from over",
            "the casing round the filter split along a weld",
        ),
        (
            "the filter housing was sound, but an assistant had fitted an old filter",
            "the charge nurse had put off the change of the filter for weeks",
            "an apprentice had inserted the membrane back to front",
            "the newcomer had left the wrapper on the fresh filter",
        ),
    ),
    (
        (
            "the right settings had been entered and it changed them by itself",
            "its memory lost the prescribed values when the display dimmed",
            "the keypad registered each press twice",
            "the dial read five while the motor ran at nine",
        ),
        (
            "the doctor had entered the settings right, for another patient",
            "a registrar had mistyped a decimal point at the bedside",
            "the locum had picked the programme for adults for a child",
            "an intern had keyed in the rate where the volume belongs",
        ),
    ),
    (
        (
            "a valve inside had worn out although it had been serviced in time",
            "the spring of the outlet valve was fatigued",
            "a lump of factory grease kept the valve from shutting",
            "the solenoid burnt through on an ordinary day",
        ),
        (
            "the midwife had left a valve closed although the checklist says otherwise",
            "the anaesthetist turned the stopcock the wrong way after the flush",
            "a helper had kept the outlet capped since it was cleaned",
            "the physician overlooked the clamp on the line when therapy was resumed",
        ),
    ),
    (
        (
            "the sensor was placed correctly, but drifted within minutes",
            "the diode in the probe had faded",
            "the transducer reported zero whatever was attached to it",
            "its thermistor lay outside tolerance when measured on the bench",
        ),
        (
            "the sensor worked well, but the carer had placed it over a dressing",
            "the lady wore nail varnish and no one had thought of it when the probe was put on",
            "the physiotherapist hung the transducer below the mattress and did not level it",
            "a volunteer had stuck the electrodes to skin that was still wet",
        ),
    ),
    (
        (
            "the software froze after an update that had been installed as described",
            "a counter in the firmware overflowed at midnight",
            "the program crashed whenever two alarms coincided",
            "that release has since been recalled because of a bug",
        ),
        (
            "the software froze because the clerk had broken off its update halfway",
            "a trainee had opened the service menu and erased the profile",
            "the staff had clicked the reminder to restart it away for a month",
            "the resident had picked the wrong language and unit at start-up",
        ),
    ),
    (
        (
            "the alarm limits had been set, and the loudspeaker was silent all the same",
            "the buzzer had a cold solder joint",
            "the warning lamp was dead, though the check at noon had passed",
            "it muted itself as soon as a second channel opened",
        ),
        (
            "the loudspeaker was working, and the sister had switched off the alarm limits",
            "the roommate had turned down the volume to sleep",
            "a visitor had pressed the pause key and told nobody",
            "the late team had left the limits of the previous patient in force",
        ),
    ),
    (
        (
            "the tubing was of the right type and its connector cracked in two",
            "a pinhole from moulding let air into the set",
            "the lock of the line had a flaw in its thread",
            "the cassette came apart at a glued seam",
        ),
        (
            "the connector was intact and a paramedic had forced on tubing of another type",
            "the husband had kinked the line under the bed rail when he sat down",
            "the crew had used the set for twice as long as allowed",
            "two people had mixed up the lines of two infusions",
        ),
    ),
    (
        (
            "it had been kept dry, and moisture had still crept in through a poor seal",
            "the gasket had gone brittle within its first year",
            "condensation formed on the board since a vent was misplaced by design",
            "the coating of the contacts peeled off by itself",
        ),
        (
            "its seal was good, and the housekeeper had still rinsed it under the tap",
            "an aunt had set down a cup of coffee on it and tipped it over",
            "the janitor wiped it with a disinfectant that the manual forbids",
            "the bath attendant had left the lid open in the shower room",
        ),
    ),
    (
        (
            "a wheel came off although it was pushed gently along the corridor",
            "the axle sheared through at a casting void",
            "the brake pad crumbled well below its rated load",
            "a bolt that is secured with glue had unscrewed itself",
        ),
        (
            "a wheel came off when two men pulled it hard across a door sill",
            "the driver had not applied the brakes on the ramp",
            "the storekeeper loaded it with far more than its plate permits",
            "a messenger had rammed it into the lift door",
        ),
    ),
    (
        (
            "it stood free on all sides, and its fan had seized and let it run hot",
            "a capacitor in the supply had burst",
            "the bearing of the blower howled and then locked",
            "the heater stayed on since its relay had welded shut",
        ),
        (
            "its fan was running freely, and the mother had laid a blanket over it",
            "the decorator had parked it against the radiator",
            "the laundry woman piled towels on the air inlet",
            "the caretaker had wedged it into a cupboard while it was running",
        ),
    ),
    (
        (
            "the screen went blank since its backlight had failed",
            "rows of the display were missing from the day it was delivered",
            "the touch panel reacted two centimetres beside the finger",
            "the ribbon behind the screen had chafed through on its hinge",
        ),
        (
            "the grandson had dimmed the brightness to nothing and not put it back",
            "the radiographer had selected the wrong input on the screen",
            "the instructor had stuck tape across the touch panel",
            "the consultant was looking at the view of a different bed",
        ),
    ),
    (
        (
            "it lost its calibration a day after it was adjusted",
            "the reference cell had aged early",
            "its scale crept upwards with nothing on it",
            "the clock chip ran fast",
        ),
        (
            "the supervisor had skipped the calibration for lack of time",
            "the dietitian zeroed it while the patient was still lying on it",
            "the laboratory assistant poured in an expired calibration fluid",
            "the secretary had set the clock to summer time twice",
        ),
    ),
    (
        (
            "the pressure regulator let go at half its rating",
            "the mixer gave pure air whatever it was asked for",
            "the hose burst at a crimp that was badly made",
            "the compressor had lost a piston ring",
        ),
        (
            "the surgeon had the gas hose hung on the outlet for air",
            "the escort never opened the cylinder before the transport",
            "the matron did not notice that the bottle was all but empty",
            "the therapist read the flow at the top of the float and not at its middle",
        ),
    ),
    (
        (
            "the plunger drive slipped on a stripped gear",
            "the door latch broke off in normal use",
            "the motor turned backwards after a voltage dip",
            "its motor drew no current for want of a sound winding",
        ),
        (
            "the pharmacist laid in the syringe without clamping it",
            "the wife had slammed the door on the line",
            "a young man had hung the bag upside down",
            "the agency nurse chose a size from the list that did not match the syringe",
        ),
    ),
)
