<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%n alarm(s)</source>
        <translation>
            <numerusform>%n alarm</numerusform>
            <numerusform>%n alarms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s)</source>
        <translation>
            <numerusform>%n block</numerusform>
            <numerusform>%n blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es)</source>
        <translation>
            <numerusform>%n class</numerusform>
            <numerusform>%n classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n epoch(s)</source>
        <translation>
            <numerusform>%n epoch</numerusform>
            <numerusform>%n epochs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) (overridden)</source>
        <translation>
            <numerusform>%n error (overridden)</numerusform>
            <numerusform>%n errors (overridden)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) with {images} cannot be read</source>
        <translation>
            <numerusform>%n file with {images} cannot be read</numerusform>
            <numerusform>%n files with {images} cannot be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) with {images} could not be read</source>
        <translation>
            <numerusform>%n file with {images} could not be read</numerusform>
            <numerusform>%n files with {images} could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hidden or other file(s) skipped</source>
        <translation>
            <numerusform>%n hidden or other file skipped</numerusform>
            <numerusform>%n hidden or other files skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) cannot be read</source>
        <translation>
            <numerusform>%n image cannot be read</numerusform>
            <numerusform>%n images cannot be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) classified</source>
        <translation>
            <numerusform>%n image classified</numerusform>
            <numerusform>%n images classified</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) could not be read</source>
        <translation>
            <numerusform>%n image could not be read</numerusform>
            <numerusform>%n images could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) do not match: each counts as its own subject</source>
        <translation>
            <numerusform>%n image does not match: it counts as its own subject</numerusform>
            <numerusform>%n images do not match: each counts as its own subject</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) have a patient ID.</source>
        <translation>
            <numerusform>%n image has a patient ID.</numerusform>
            <numerusform>%n images have a patient ID.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) that played no part in any choice. View them when all else is decided: each view is counted.</source>
        <translation>
            <numerusform>%n image that played no part in any choice. View it when all else is decided: each view is counted.</numerusform>
            <numerusform>%n images that played no part in any choice. View them when all else is decided: each view is counted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more class(es)</source>
        <translation>
            <numerusform>%n more class</numerusform>
            <numerusform>%n more classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n subject(s)</source>
        <translation>
            <numerusform>%n subject</numerusform>
            <numerusform>%n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n run(s)?</source>
        <translation>
            <numerusform>Delete %n run?</numerusform>
            <numerusform>Delete %n runs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last %n block(s)</source>
        <translation>
            <numerusform>Last block</numerusform>
            <numerusform>Last %n blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Layers, %n alarm(s)</source>
        <translation>
            <numerusform>Layers, %n alarm</numerusform>
            <numerusform>Layers, %n alarms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>See how well it classifies the %n validation image(s), from which it did not learn.</source>
        <translation>
            <numerusform>See how well it classifies the %n validation image, from which it did not learn.</numerusform>
            <numerusform>See how well it classifies the %n validation images, from which it did not learn.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Test set viewed %n time(s)</source>
        <translation>
            <numerusform>Test set viewed once</numerusform>
            <numerusform>Test set viewed %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last %n block(s)</source>
        <translation>
            <numerusform>last block</numerusform>
            <numerusform>last %n blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last %n, from {first}</source>
        <translation>
            <numerusform>last block, {first}</numerusform>
            <numerusform>last %n, from {first}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of %n subject(s)</source>
        <translation>
            <numerusform>of %n subject</numerusform>
            <numerusform>of %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>once, for %n image(s)</source>
        <translation>
            <numerusform>once, for %n image</numerusform>
            <numerusform>once, for %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>p is adjusted for %n comparison(s) (Holm).</source>
        <translation>
            <numerusform>p is adjusted for %n comparison (Holm).</numerusform>
            <numerusform>p is adjusted for %n comparisons (Holm).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>up to {number} block(s)</source>
        <translation>
            <numerusform>up to {number} block</numerusform>
            <numerusform>up to {number} blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{block}: the highest of its %n layer(s)</source>
        <translation>
            <numerusform>{block}: the highest of its %n layer</numerusform>
            <numerusform>{block}: the highest of its %n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{class_name}, %n image(s)</source>
        <translation>
            <numerusform>{class_name}, %n image</numerusform>
            <numerusform>{class_name}, %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{images} of %n subject(s)</source>
        <translation>
            <numerusform>{images} of %n subject</numerusform>
            <numerusform>{images} of %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{images} → %n subject(s)</source>
        <translation>
            <numerusform>{images} → %n subject</numerusform>
            <numerusform>{images} → %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{number} block(s)</source>
        <translation>
            <numerusform>{number} block</numerusform>
            <numerusform>{number} blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{number} epoch(s)</source>
        <translation>
            <numerusform>{number} epoch</numerusform>
            <numerusform>{number} epochs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{subjects} and %n image(s) without one</source>
        <translation>
            <numerusform>{subjects} and %n image without one</numerusform>
            <numerusform>{subjects} and %n images without one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
