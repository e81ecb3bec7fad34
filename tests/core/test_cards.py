"""What Django's own lists say of each cell."""

from core.templatetags.cards import labelled

BOX = {"text": "<input>", "class_attrib": ' class="action-checkbox-column"'}
HITS = {"text": 'times "followed"', "class_attrib": ' class="column-hits"'}


def test_a_cell_says_its_column_and_the_box_says_nothing():
    cells = ['<td class="action-checkbox"><input></td>', '<td class="field-hits">3 &amp; 4</td>']
    assert list(labelled(cells, [BOX, HITS])) == [
        cells[0],
        '<td data-label="Times &quot;followed&quot;" class="field-hits">3 &amp; 4</td>',
    ]
