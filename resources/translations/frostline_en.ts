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
        <extracomment>the place in `pictures` of the one that was activated</extracomment>
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
        <source>%n image(s) could not be read</source>
        <translation>
            <numerusform>%n image could not be read</numerusform>
            <numerusform>%n images could not be read</numerusform>
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
        <source>%n image(s) predicted</source>
        <translation>
            <numerusform>%n image predicted</numerusform>
            <numerusform>%n images predicted</numerusform>
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
        <source>%n text(s)</source>
        <translation>
            <numerusform>%n text</numerusform>
            <numerusform>%n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) are longer, and are cut.</source>
        <translation>
            <numerusform>%n text is longer, and is cut.</numerusform>
            <numerusform>%n texts are longer, and are cut.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) cannot be read</source>
        <translation>
            <numerusform>%n text cannot be read</numerusform>
            <numerusform>%n texts cannot be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) could not be read</source>
        <translation>
            <numerusform>%n text could not be read</numerusform>
            <numerusform>%n texts could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) have a patient ID.</source>
        <translation>
            <numerusform>%n text has a patient ID.</numerusform>
            <numerusform>%n texts have a patient ID.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) predicted</source>
        <translation>
            <numerusform>%n text predicted</numerusform>
            <numerusform>%n texts predicted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) that played no part in any choice. View them when all else is decided: each view is counted.</source>
        <translation>
            <numerusform>%n text that played no part in any choice. View it when all else is decided: each view is counted.</numerusform>
            <numerusform>%n texts that played no part in any choice. View them when all else is decided: each view is counted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) are read of a text.</source>
        <translation>
            <numerusform>%n token is read of a text.</numerusform>
            <numerusform>%n tokens are read of a text.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) of a text this long are not read.</source>
        <translation>
            <numerusform>%n token of a text this long is not read.</numerusform>
            <numerusform>%n tokens of a text this long are not read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s), of which {read} are read</source>
        <translation>
            <numerusform>%n token, of which {read} are read</numerusform>
            <numerusform>%n tokens, of which {read} are read</numerusform>
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
        <source>By the given split, {subjects:subject} are in several of training, validation and test.</source>
        <translation>
            <numerusform>By the given split, 1 subject is in several of training, validation and test.</numerusform>
            <numerusform>By the given split, {subjects:subject} are in several of training, validation and test.</numerusform>
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
        <source>Fine-tune {backbone} from “{first}” on: its last {blocks} blocks.</source>
        <translation>
            <numerusform>Fine-tune {backbone} from “{first}” on: its last block.</numerusform>
            <numerusform>Fine-tune {backbone} from “{first}” on: its last {blocks} blocks.</numerusform>
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
        <source>Paired on the same %n image(s).</source>
        <translation>
            <numerusform>Paired on the same %n image.</numerusform>
            <numerusform>Paired on the same %n images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paired on the same %n text(s).</source>
        <translation>
            <numerusform>Paired on the same %n text.</numerusform>
            <numerusform>Paired on the same %n texts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paired on the same {images} of %n subject(s).</source>
        <translation>
            <numerusform>Paired on the same {images} of %n subject.</numerusform>
            <numerusform>Paired on the same {images} of %n subjects.</numerusform>
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
        <source>See how well it classifies the %n validation text(s), from which it did not learn.</source>
        <translation>
            <numerusform>See how well it classifies the %n validation text, from which it did not learn.</numerusform>
            <numerusform>See how well it classifies the %n validation texts, from which it did not learn.</numerusform>
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
        <source>The columns {columns:quoted} of “{table}” were not used: what stands there does not name training, validation and test.</source>
        <translation>
            <numerusform>The column {columns:quoted} of “{table}” was not used: what stands there does not name training, validation and test.</numerusform>
            <numerusform>The columns {columns:quoted} of “{table}” were not used: what stands there does not name training, validation and test.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The file contradicts itself: it says {pictures} × {width} × {height} pixels of {bits} bits, and its pixel data has {bytes:,} bytes.</source>
        <translation>
            <numerusform>The file contradicts itself: it says {width} × {height} pixels of {bits} bits, and its pixel data has {bytes:,} bytes.</numerusform>
            <numerusform>The file contradicts itself: it says {pictures} × {width} × {height} pixels of {bits} bits, and its pixel data has {bytes:,} bytes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} are no parts of the data: {left_out}.</source>
        <translation>
            <numerusform>The folder {folders} is no part of the data: {left_out}.</numerusform>
            <numerusform>The folders {folders} are no parts of the data: {left_out}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} have no folder per class: {left_out}.</source>
        <translation>
            <numerusform>The folder {folders} has no folder per class: {left_out}.</numerusform>
            <numerusform>The folders {folders} have no folder per class: {left_out}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} hold no images that are read, but {kinds:joined}: they are left out. {to_do}</source>
        <translation>
            <numerusform>The folder {folders} holds no images that are read, but {kinds:joined}: it is left out. {to_do}</numerusform>
            <numerusform>The folders {folders} hold no images that are read, but {kinds:joined}: they are left out. {to_do}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} hold no images: they are left out.</source>
        <translation>
            <numerusform>The folder {folders} holds no images: it is left out.</numerusform>
            <numerusform>The folders {folders} hold no images: they are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} hold no texts that are read, but {kinds:joined}: they are left out. {to_do}</source>
        <translation>
            <numerusform>The folder {folders} holds no texts that are read, but {kinds:joined}: it is left out. {to_do}</numerusform>
            <numerusform>The folders {folders} hold no texts that are read, but {kinds:joined}: they are left out. {to_do}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} hold no texts: they are left out.</source>
        <translation>
            <numerusform>The folder {folders} holds no texts: it is left out.</numerusform>
            <numerusform>The folders {folders} hold no texts: they are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} hold {images:image}, counted like all others. If these are drawings over other images, move them out of the class folders.</source>
        <translation>
            <numerusform>The folder {folders} holds {images:image}, counted like all others. If these are drawings over other images, move them out of the class folders.</numerusform>
            <numerusform>The folders {folders} hold {images:image}, counted like all others. If these are drawings over other images, move them out of the class folders.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folders {folders} hold {images:image}, counted like all others. If these are drawings over other texts, move them out of the class folders.</source>
        <translation>
            <numerusform>The folder {folders} holds {images:image}, counted like all others. If these are drawings over other texts, move them out of the class folders.</numerusform>
            <numerusform>The folders {folders} hold {images:image}, counted like all others. If these are drawings over other texts, move them out of the class folders.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The test set of this run has been viewed {looks} times.</source>
        <translation>
            <numerusform>The test set of this run has been viewed once.</numerusform>
            <numerusform>The test set of this run has been viewed {looks} times.</numerusform>
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
        <source>last {blocks} blocks</source>
        <translation>
            <numerusform>last {blocks} block</numerusform>
            <numerusform>last {blocks} blocks</numerusform>
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
        <source>once, for %n text(s)</source>
        <translation>
            <numerusform>once, for %n text</numerusform>
            <numerusform>once, for %n texts</numerusform>
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
        <source>the last {blocks} blocks</source>
        <translation>
            <numerusform>the last block</numerusform>
            <numerusform>the last {blocks} blocks</numerusform>
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
        <source>{:,} DICOM files</source>
        <translation>
            <numerusform>1 DICOM file</numerusform>
            <numerusform>{:,} DICOM files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} PatientIDs</source>
        <translation>
            <numerusform>1 PatientID</numerusform>
            <numerusform>{:,} PatientIDs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} blocks</source>
        <translation>
            <numerusform>1 block</numerusform>
            <numerusform>{:,} blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} channels</source>
        <translation>
            <numerusform>1 channel</numerusform>
            <numerusform>{:,} channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} classes</source>
        <translation>
            <numerusform>1 class</numerusform>
            <numerusform>{:,} classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} different images</source>
        <translation>
            <numerusform>1 different image</numerusform>
            <numerusform>{:,} different images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} different texts</source>
        <translation>
            <numerusform>1 different text</numerusform>
            <numerusform>{:,} different texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} epochs</source>
        <translation>
            <numerusform>1 epoch</numerusform>
            <numerusform>{:,} epochs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} files</source>
        <translation>
            <numerusform>1 file</numerusform>
            <numerusform>{:,} files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} groups</source>
        <translation>
            <numerusform>1 group</numerusform>
            <numerusform>{:,} groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} images</source>
        <translation>
            <numerusform>1 image</numerusform>
            <numerusform>{:,} images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} other files</source>
        <translation>
            <numerusform>1 other file</numerusform>
            <numerusform>{:,} other files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} pairs</source>
        <translation>
            <numerusform>1 pair</numerusform>
            <numerusform>{:,} pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} pictures</source>
        <translation>
            <numerusform>1 picture</numerusform>
            <numerusform>{:,} pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} subjects</source>
        <translation>
            <numerusform>1 subject</numerusform>
            <numerusform>{:,} subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} test subjects</source>
        <translation>
            <numerusform>1 test subject</numerusform>
            <numerusform>{:,} test subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{:,} texts</source>
        <translation>
            <numerusform>1 text</numerusform>
            <numerusform>{:,} texts</numerusform>
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
        <source>{class_name}, %n text(s)</source>
        <translation>
            <numerusform>{class_name}, %n text</numerusform>
            <numerusform>{class_name}, %n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{classes:,} classes are small: fewer than {fewest} subjects</source>
        <translation>
            <numerusform>The class “{label}” is small: fewer than {fewest} subjects</numerusform>
            <numerusform>{classes:,} classes are small: fewer than {fewest} subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{comments:,} comments in “{table}” passed over.</source>
        <translation>
            <numerusform>1 comment in “{table}” passed over.</numerusform>
            <numerusform>{comments:,} comments in “{table}” passed over.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{counted} of {alike} images are in several parts</source>
        <translation>
            <numerusform>{counted} of {alike} images is in several parts</numerusform>
            <numerusform>{counted} of {alike} images are in several parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{counted} of {alike} images have two labels</source>
        <translation>
            <numerusform>{counted} of {alike} images has two labels</numerusform>
            <numerusform>{counted} of {alike} images have two labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{counted} of {alike} texts are in several parts</source>
        <translation>
            <numerusform>{counted} of {alike} texts is in several parts</numerusform>
            <numerusform>{counted} of {alike} texts are in several parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{counted} of {alike} texts have two labels</source>
        <translation>
            <numerusform>{counted} of {alike} texts has two labels</numerusform>
            <numerusform>{counted} of {alike} texts have two labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} of %n image(s) of “{true}” ({percent}) were predicted to be “{predicted}”.</source>
        <translation>
            <numerusform>{count} of %n image of “{true}” ({percent}) was predicted to be “{predicted}”.</numerusform>
            <numerusform>{count} of %n images of “{true}” ({percent}) were predicted to be “{predicted}”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} of %n text(s) of “{true}” ({percent}) were predicted to be “{predicted}”.</source>
        <translation>
            <numerusform>{count} of %n text of “{true}” ({percent}) was predicted to be “{predicted}”.</numerusform>
            <numerusform>{count} of %n texts of “{true}” ({percent}) were predicted to be “{predicted}”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files:,} files of other types</source>
        <translation>
            <numerusform>1 file of another type</numerusform>
            <numerusform>{files:,} files of other types</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files:,} hidden files and folders</source>
        <translation>
            <numerusform>1 hidden file or folder</numerusform>
            <numerusform>{files:,} hidden files and folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files:file} ({images:,} images in them)</source>
        <translation>
            <numerusform>{files:file} ({images:,} images in it)</numerusform>
            <numerusform>{files:file} ({images:,} images in them)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files:file} ({images:,} texts in them)</source>
        <translation>
            <numerusform>{files:file} ({images:,} texts in it)</numerusform>
            <numerusform>{files:file} ({images:,} texts in them)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{folders} in “{folder}” may be parts of the data (training, validation, test) or classes.</source>
        <translation>
            <numerusform>{folders} in “{folder}” may be one of the parts of the data or a class.</numerusform>
            <numerusform>{folders} in “{folder}” may be parts of the data (training, validation, test) or classes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{formulas:,} formulas in “{table}” came without a value, and are taken for empty. Open and save it in a spreadsheet program.</source>
        <translation>
            <numerusform>1 formula in “{table}” came without a value, and is taken for empty. Open and save it in a spreadsheet program.</numerusform>
            <numerusform>{formulas:,} formulas in “{table}” came without a value, and are taken for empty. Open and save it in a spreadsheet program.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{images:image} are left out</source>
        <translation>
            <numerusform>{images:image} is left out</numerusform>
            <numerusform>{images:image} are left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{images:image} are left out, which lie beside the folders and in no class.</source>
        <translation>
            <numerusform>{images:image} is left out, which lies beside the folders and in no class.</numerusform>
            <numerusform>{images:image} are left out, which lie beside the folders and in no class.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{images:image} are left out, which lie in “{folder}” and in no class.</source>
        <translation>
            <numerusform>{images:image} is left out, which lies in “{folder}” and in no class.</numerusform>
            <numerusform>{images:image} are left out, which lie in “{folder}” and in no class.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{images:image} will be left out, as copies of others.</source>
        <translation>
            <numerusform>{images:image} will be left out, as a copy of another.</numerusform>
            <numerusform>{images:image} will be left out, as copies of others.</numerusform>
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
        <source>{images} → {subjects}; %n image(s) do not match: each counts as its own subject</source>
        <translation>
            <numerusform>{images} → {subjects}; %n image does not match: it counts as its own subject</numerusform>
            <numerusform>{images} → {subjects}; %n images do not match: each counts as its own subject</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{images} → {subjects}; %n text(s) do not match: each counts as its own subject</source>
        <translation>
            <numerusform>{images} → {subjects}; %n text does not match: it counts as its own subject</numerusform>
            <numerusform>{images} → {subjects}; %n texts do not match: each counts as its own subject</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{lines:,} lines of “{table}” are no objects of JSON, as {rows:listed}; they are left out.</source>
        <translation>
            <numerusform>Line {rows:listed} of “{table}” is no object of JSON; it is left out.</numerusform>
            <numerusform>{lines:,} lines of “{table}” are no objects of JSON, as {rows:listed}; they are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{links:,} links that lead back up</source>
        <translation>
            <numerusform>1 link that leads back up</numerusform>
            <numerusform>{links:,} links that lead back up</numerusform>
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
        <source>{rows:,} rows of “{table}” are hidden there, and read like all.</source>
        <translation>
            <numerusform>1 row of “{table}” is hidden there, and read like all.</numerusform>
            <numerusform>{rows:,} rows of “{table}” are hidden there, and read like all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{rows:,} rows of “{table}” given again, as {first} in {second}; each image is listed once.</source>
        <translation>
            <numerusform>1 row of “{table}” given again, as {first} in {second}; each image is listed once.</numerusform>
            <numerusform>{rows:,} rows of “{table}” given again, as {first} in {second}; each image is listed once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{rows:,} rows of “{table}” given again, as {first} in {second}; each text is listed once.</source>
        <translation>
            <numerusform>1 row of “{table}” given again, as {first} in {second}; each text is listed once.</numerusform>
            <numerusform>{rows:,} rows of “{table}” given again, as {first} in {second}; each text is listed once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{rows:,} rows of “{table}”, the first of which is {row}, have more cells than there are columns; listed, and left out.</source>
        <translation>
            <numerusform>Row {row} of “{table}” has more cells than there are columns; listed, and left out.</numerusform>
            <numerusform>{rows:,} rows of “{table}”, the first of which is {row}, have more cells than there are columns; listed, and left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{rows:,} rows of “{table}”, the first of which is {row}, have no class; listed, and left out.</source>
        <translation>
            <numerusform>Row {row} of “{table}” has no class; listed, and left out.</numerusform>
            <numerusform>{rows:,} rows of “{table}”, the first of which is {row}, have no class; listed, and left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{rows:,} rows of “{table}”, the first of which is {row}, have no file; passed over.</source>
        <translation>
            <numerusform>Row {row} of “{table}” has no file; passed over.</numerusform>
            <numerusform>{rows:,} rows of “{table}”, the first of which is {row}, have no file; passed over.</numerusform>
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
        <source>{subjects} and %n text(s) without one</source>
        <translation>
            <numerusform>{subjects} and %n text without one</numerusform>
            <numerusform>{subjects} and %n texts without one</numerusform>
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
